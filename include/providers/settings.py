"""What providers of a kind read of their connection, besides what is their own."""

from include.providers.values import Setting

NAMED = (Setting("provider", "name of the provider: its file's"),)
"""What every connection may say."""

_HOST = Setting(
    "host", "a server that stands in for the service, with scheme and port", shapes=True
)
_LIMITS = (
    Setting("rate", 'permits a minute, or `{"permits": 10, "per_s": 60, "burst": 2}`; in Redis'),
    Setting("breaker", 'true, or `{"failures": 5, "open_s": 60, "probe_s": 120}`; in Redis'),
)
_RESULTS = Setting("result_hosts", "further hosts to fetch results from; `*.` matches below")

ORDERED_FROM = (
    _HOST,
    Setting("model", "the model, where the service has more than one"),
    Setting("price_usd", "what an order costs; a budget cannot be kept without it (0 for free)"),
    Setting("price_per", "the unit that `price_usd` is for (`piece`)"),
    *_LIMITS,
    Setting("lost_submit_policy", "`resubmit`, `fail` or `ask`, where a reply is lost"),
    Setting("poll_interval_s", "seconds between polls, where the service gives no hint"),
    _RESULTS,
    Setting("console_url", "where a person sees a job; `{job_id}` stands for its id"),
)
"""Of services that are ordered from."""

LOOKED_THROUGH = (
    Setting(
        "memory_days", "days for which footage is not shown again, if not the run's `memory_days`"
    ),
)
"""Of stocks of footage."""

SEARCHED = (_HOST, *_LIMITS, _RESULTS)
"""Of stocks on the network, besides."""
