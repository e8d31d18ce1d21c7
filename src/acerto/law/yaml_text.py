"""The law's files are YAML: read by libyaml where it is there, ten times as fast."""

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(content: bytes) -> object:
    """What a file says. Raises yaml.YAMLError."""
    return yaml.load(content, Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones
