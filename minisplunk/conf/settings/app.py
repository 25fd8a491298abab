"""The settings of app.conf and of the metadata files."""

from .spec import SettingSpec, harmless, implemented

_SHOWN = "only a user interface shows it"
_CHECKS = "Splunk's installer or updater reads it"

APP: tuple[SettingSpec, ...] = (
    *implemented("version", stanza="launcher"),
    *implemented("name", "version", stanza="id"),
    *implemented("id", stanza="package"),
    *implemented("label", stanza="ui"),
    *implemented("state", values="enabled|disabled", stanza="install"),
    *harmless(_SHOWN, "description", "author", "remote_tab", stanza="launcher"),
    *harmless(_SHOWN, "group", stanza="id"),
    *harmless(_SHOWN, "email", "company", stanza="author=<name>"),
    *harmless(_CHECKS, "check_for_updates", "show_upgrade_notification", stanza="package"),
    *harmless(_CHECKS, "state_change_requires_restart", "is_configured", "build", "allows_disable", stanza="install"),
    *harmless(_CHECKS, "install_source_checksum", "install_source_local_checksum", stanza="install"),
    *harmless("no script is run", "python.version", "python.required", stanza="install"),
    *harmless("conf files are read when they change", "reload.<conf>", stanza="triggers"),
    *harmless("there is no cluster", "deployer_lookups_push_mode", "deployer_push_mode", stanza="shclustering"),
    *harmless(_SHOWN, "is_visible", "show_in_nav", "is_manageable", "docs_section_override", stanza="ui"),
    *harmless(_SHOWN, "attribution_link", "setup_view", "supported_themes", stanza="ui"),
    *harmless("no script is run", "verify_script", "python.version", "python.required", stanza="credentials_settings"),
    *harmless("no input or command reads it", "password", stanza="credential:<realm>"),
    *harmless("there is no diag", "extension_script", "data_limit", "default_gather_lookups", stanza="diag"),
    *harmless("there is no diag", "default_gather_lookups-<class>", stanza="diag"),
    *harmless(_SHOWN, "plugin_enabled", stanza="data_management"),
)

METADATA: tuple[SettingSpec, ...] = (
    *implemented("access", "owner"),
    *implemented("export", values="system|none|"),
    *harmless("it says who wrote it, and when", "version", "modtime"),
)
