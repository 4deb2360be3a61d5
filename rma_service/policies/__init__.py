"""Support policies as data: files, evaluation, derivation."""

from rma_service.policies.load import load_policies

__all__ = ["load_policies"]
