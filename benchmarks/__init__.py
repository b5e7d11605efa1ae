"""What fsq costs: start-up, memory, idle power, bytes written, reaction times (`make bench`).

For Linux: memory and processor time are read from /proc.
"""
