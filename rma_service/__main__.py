"""Run the command line: python -m rma_service."""

from rma_service.cli import main

main()
