// What Splunk Web does with a view: its definition is drawn with the preset of Splunk Enterprise, and validated by its schema.

import * as context from "@splunk/dashboard-context";
import * as core from "@splunk/dashboard-core";
import * as schema from "@splunk/dashboard-definition/DashboardSchema";
import * as preset from "@splunk/dashboard-presets/EnterpriseViewOnlyPreset";
import * as themes from "@splunk/themes/SplunkThemeProvider";
import { createRoot } from "react-dom/client";

// the packages are CommonJS, some of them in two layers
const plain = (module) => (module.default ? plain(module.default) : module);
const Dashboard = plain(core);
const Theme = plain(themes);
const enterprise = plain(preset);

window.show = (definition, colorScheme) =>
  createRoot(document.getElementById("dashboard")).render(
    <Theme family="enterprise" colorScheme={colorScheme} density="comfortable">
      <context.DashboardContextProvider preset={enterprise} initialDefinition={definition} initialMode="view">
        <Dashboard width="100%" height="auto" />
      </context.DashboardContextProvider>
    </Theme>,
  );
window.schema = () => schema.createSchemaBasedOnPresets(enterprise);
