"""Jobs in flight: a service, a plain poller, and a real triggerer that waits for the same jobs."""
