"""What a program does with a handler of its log that posts to HEC: which one is installed here says what is tried."""

import importlib.util
import json
import logging
import sys

PLACE = json.loads(sys.argv[1])
TIME = 1768478400  # 2026-01-15T12:00:00Z


def main():
    (module,) = [name for name in TRIED if importlib.util.find_spec(name)]
    print(TRIED[module]())


def log(handler):
    logger = logging.getLogger("client")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return logger


def splunk_handler():
    """`flush_interval` 0 sends at once. With `allow_overrides` a record says where it goes, in names with `_`."""
    from splunk_handler import SplunkHandler

    handler = SplunkHandler(
        PLACE["host"],
        PLACE["hec_port"],
        PLACE["hec_token"],
        "main",
        hostname="web-1",
        source="handler",
        verify=False,
        sourcetype="client:log",
        flush_interval=0,
        allow_overrides=True,
        retry_count=1,
    )
    logger = log(handler)
    for number in range(3):
        logger.info(json.dumps({"text": "a record", "n": number}), extra={"_time": TIME + number})
    logger.info("elsewhere", extra={"_sourcetype": "client:other", "_time": TIME})
    logging.shutdown()
    return "logged 3 records, and one of another source type"


def splunk_hec_handler():
    """A record that is a dictionary may have `time` and `fields`, which become indexed ones. Its own fault: to `raw` it
    posts what it posts to `event`, so that source and host are text."""
    from splunk_hec_handler import SplunkHecHandler

    common = {"port": PLACE["hec_port"], "ssl_verify": False, "source": "handler", "hostname": "web-1"}
    logger = log(SplunkHecHandler(PLACE["host"], PLACE["hec_token"], sourcetype="client:log", **common))
    for number in range(3):
        logger.info({"time": TIME + number, "fields": {"color": "yellow"}, "text": "a record", "n": number})
    logger.handlers.clear()
    log(SplunkHecHandler(PLACE["host"], PLACE["hec_token"], sourcetype="client:other", endpoint="raw", **common))
    logger.info({"text": "elsewhere", "time": TIME})
    return "logged 3 records with indexed fields, and one through /raw"


def splunk_data_sender():
    """It packs what it sends. With a buffer it sends when that is full, and at `flush_buffer`."""
    from splunk_data_sender import SplunkSender

    common = {
        "port": str(PLACE["hec_port"]),
        "verify": False,
        "hostname": "web-1",
        "source": "handler",
        "allow_overrides": True,
    }
    sender = SplunkSender(PLACE["host"], PLACE["hec_token"], source_type="client:log", max_buf_size=2, **common)
    assert sender.get_health() is True
    sender.send_data([{"time": TIME + number, "event": {"text": "a record", "n": number}} for number in range(3)])
    sender.flush_buffer()
    other = SplunkSender(PLACE["host"], PLACE["hec_token"], source_type="client:other", **common)
    other.send_data({"time": TIME, "event": {"text": "elsewhere"}})
    return "asked for HEC's health, sent 3 events packed and one of another source type"


TRIED = {
    "splunk_handler": splunk_handler,
    "splunk_hec_handler": splunk_hec_handler,
    "splunk_data_sender": splunk_data_sender,
}
main()
