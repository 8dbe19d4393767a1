"""Runs a command at a terminal of a given width and prints what it shows there.

at_terminal.py COLUMNS STREAMS COMMAND... : STREAMS says what the terminal is, of in, out and err with commas; the others are
the caller's. What is typed is the caller's standard input.
"""

import fcntl
import os
import pty
import struct
import sys
import termios

columns, streams, command = int(sys.argv[1]), sys.argv[2].split(","), sys.argv[3:]
keys = sys.stdin.buffer.read() if "in" in streams else b""
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
process = os.fork()
if process == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number, name in enumerate(["in", "out", "err"]):
        if name in streams:
            os.dup2(slave, number)
    if "out" not in streams:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execvp(command[0], command)
os.close(slave)
if keys:
    os.write(master, keys)
while True:
    try:
        shown = os.read(master, 65536)
    except OSError:
        break
    if not shown:
        break
    sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
