"""One use case per file: takes ports, returns domain values, and knows neither HTTP nor its neighbours."""
