"""The dashboard on a terminal of its own: what run.py needs to time what a person would see."""
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time


class Dashboard:
    """A program on a pseudo-terminal; remembers what it drew, and when."""

    def __init__(self, command, env, columns=200, rows=60):
        self.began = time.time()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.clear()
            os.environ.update(env, TERM="xterm-256color", LANG="C.UTF-8")
            # The size is there before the program looks.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvp(command[0], command)
        self.drawn = []
        self.bytes = 0

    def read(self, seconds):
        """Takes what is drawn within a time."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.terminal], [], [], left)[0]:
                return
            try:
                chunk = os.read(self.terminal, 1 << 16)
            except OSError:
                raise RuntimeError("the dashboard ended") from None
            if not chunk:
                raise RuntimeError("the dashboard ended")
            self.bytes += len(chunk)
            self.drawn.append((time.time(), chunk))

    def wait_for(self, pieces, seconds):
        """When one of the pieces was first drawn; None when it was not.

        Only cells that change are drawn, so that a text may come in pieces.
        """
        end = time.monotonic() + seconds
        seen = 0
        tail = b""
        while True:
            while seen < len(self.drawn):
                at, chunk = self.drawn[seen]
                seen += 1
                text = tail + chunk
                if any(piece in text for piece in pieces):
                    return at
                tail = text[-64:]
            left = end - time.monotonic()
            if left <= 0:
                return None
            self.read(min(left, 0.05))

    def forget(self):
        self.drawn.clear()

    def press(self, keys):
        os.write(self.terminal, keys)

    def close(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                break
            for _ in range(100):
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self.terminal)
                    return
                try:
                    self.read(0.02)
                except RuntimeError:
                    pass
        os.close(self.terminal)
