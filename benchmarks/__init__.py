"""What fsq costs: start-up, memory, idle power, bytes written, reaction times (`make bench`).

`make bench ARGS="startup idle"` measures these groups alone.
For Linux: memory and processor time are read from /proc.
"""
