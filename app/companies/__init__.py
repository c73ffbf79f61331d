"""Who a company is, from event to event: its name, sectors, certificates and profile."""
