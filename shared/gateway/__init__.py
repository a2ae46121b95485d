"""The only room that speaks Supabase: rows, RPCs and files behind the Protocols of ports.py."""
