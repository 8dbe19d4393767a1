"""Runs a command with a limit of its CPU time and with stdin and stdout as files; prints its wall time and CPU time in seconds and its peak RSS in MiB as JSON."""
import json, os, resource, sys, time

seconds, stdin, stdout, *command = sys.argv[1:]
start = time.perf_counter()
child = os.fork()
if child == 0:
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    os.dup2(os.open(stdin, os.O_RDONLY), 0)
    os.dup2(os.open(stdout, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.execvp(command[0], command)
_, status, usage = os.wait4(child, 0)
print(json.dumps({"seconds": time.perf_counter() - start, "cpuSeconds": usage.ru_utime + usage.ru_stime, "mebibytes": usage.ru_maxrss / 1024, "status": os.waitstatus_to_exitcode(status)}))
