"""What fsq costs: start-up, memory, idle power, bytes written, reaction times (`make bench`)."""
