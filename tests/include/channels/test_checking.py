"""Whatever is wrong with a channel's file is said with file, line and field."""

import pytest

from include.channels import ChannelError, channel

ALL_WRONG = """\
title: Tides
limit: 0
colour: blue
review:
  policy: perhaps
"""

STEP_WRONG = """\
captures:
  - url: https://a.example
    beat: 1
    steps:
      - {do: wait}
      - {do: scroll,
         px: far}
"""


@pytest.mark.parametrize(
    ("text", "line", "field", "said"),
    [
        ("# tides\nlimit: none\n", 2, "limit", "valid integer.*'none'"),
        ("title: 2026\n", 1, "title", "valid string.*Put it in quotes"),
        ("langage: en\n", 1, "langage", "no such field. Did you mean language?"),
        ("review:\n  policy: perhaps\n", 2, "review.policy", "'ask', 'approve' or 'reject'"),
        ("review:\n  polcy: ask\n", 2, "review.polcy", "mend its name"),
        ("look: clam\n", 1, "look", "no 'clam'. Did you mean calm?"),
        ("mood: angry\n", 1, "mood", "no 'angry'"),
        ("targets:\n  - folder\n  - myspace\n", 3, "targets[1]", "no 'myspace'"),
        ("providers:\n  clip: nobody\n", 2, "providers.clip", "no 'nobody'.*procedural"),
        ("providers:\n  clips: fal\n", 2, "providers.clips", "no 'clips'. Did you mean clip?"),
        ("sources: [nowhere:top]\n", 1, "sources[0]", "no 'nowhere'.*feed"),
        ("providers:\n  clip:\n    - fal\n    - pexls\n", 4, "providers.clip[1]", "pexels"),
        ("providers: {clip: sora}\n", 1, "providers.clip", "There are: fal"),
        ("limit: 2\nproviders: {music: [bed, bed]}\n", 2, "providers", "music takes one"),
        ("prompts: own\n", 1, "prompts", "no folder .*tides/prompts/own"),
        ("timezone: Atlantis\n", 1, "timezone", "no time zone 'Atlantis'"),
        ("schedule: daily\n", 1, "schedule", "not the 5 parts"),
        ('schedule: "0 25 * * *"\n', 1, "schedule", "no time that comes"),
        ('schedule: "0 0 31 2 *"\n', 1, "schedule", "no time that comes"),
        ("language: '{{ x }}'\n", 1, "language", "should match pattern"),
        ("name: bees\n", 1, "name", "it is not the file's"),
        ("allow_hosts:\n  - shop example\n", 2, "allow_hosts[0]", "is no host"),
        ("captures:\n  - beat: 1\n", 2, "captures[0].url", "required. Add it"),
        (
            "captures:\n  - {url: 'https://shop.example/', beat: 1}\n",
            2,
            "captures[0].url",
            "shop.example .*not in the channel's allow_hosts",
        ),
        (
            STEP_WRONG,
            7,
            "captures[0].steps[1].px",
            "valid integer",
        ),
        (
            "captures:\n - url: https://a.example\n   beat: 1\n   steps: [{do: hop}]\n",
            4,
            "captures[0].steps[0]",
            "'scroll', 'click', 'type', 'wait', 'wait_for'",
        ),
    ],
)
def test_it_is_said_with_file_line_and_field(write, text, line, field, said):
    path = write("tides.yaml", text)
    with pytest.raises(ChannelError, match=said) as refused:
        channel("tides")
    assert f"{path}, line {line}, field {field}: " in str(refused.value)


def test_all_that_is_wrong_is_said_at_once(write):
    write("tides.yaml", ALL_WRONG)
    with pytest.raises(ChannelError) as refused:
        channel("tides")
    lines = str(refused.value).splitlines()
    assert [line.partition(", line ")[2][:1] for line in lines] == ["3", "2", "5"]


def test_an_empty_field_is_as_if_it_were_not_there(write):
    write("tides.yaml", "title:\nlimit:\n")
    assert channel("tides").asks.limit == 3


def test_daily_is_no_channel_of_its_own(write):
    write("daily.yaml", "limit: 2\n")
    with pytest.raises(ChannelError, match="the channel of the DAG daily_batch"):
        channel("daily")
