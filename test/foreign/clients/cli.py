"""
Sends requests with the AWS CLI: reads one request a line, and writes one answer a line. See ../client.ts. The CLI is loaded once, and
each command runs in a process that is forked from it, because most of the time of a command goes into loading.
"""
import json
import os
import re
import sys
import tempfile

import awscli.clidriver

url, region = sys.argv[1:]


def option(name):
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", name).lower()


def arguments(request):
    parameters = dict(request["input"])
    paging = []
    if request["how"] == "pages":
        # The CLI joins the pages that it reads. With --page-size, it reads all pages of EC2, but only the first of
        # Elastic Load Balancing.
        size = parameters.pop("MaxResults", None)
        parameters.pop("PageSize", None)
        paging = ["--page-size", str(size)] if size else []
    waiting = ["wait"] if request["how"] == "wait" else []
    return [
        *[request["service"], *waiting, option(request["action"])],
        *["--cli-input-json", json.dumps(parameters), *paging],
        *["--endpoint-url", url, "--region", region, "--output", "json"],
    ]


def run(request):
    """The exit code, the standard output and the standard error of the command."""
    outputs = [tempfile.TemporaryFile(), tempfile.TemporaryFile()]
    child = os.fork()
    if child == 0:
        for number, file in enumerate(outputs, 1):
            os.dup2(file.fileno(), number)
        credentials = request["credentials"]
        os.environ.update(
            AWS_PAGER="",
            AWS_ACCESS_KEY_ID=credentials["accessKeyId"],
            AWS_SECRET_ACCESS_KEY=credentials["secretAccessKey"],
        )
        if "sessionToken" in credentials:
            os.environ["AWS_SESSION_TOKEN"] = credentials["sessionToken"]
        sys.argv = ["aws", *arguments(request)]
        code = 255
        try:
            code = awscli.clidriver.main()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    for file in outputs:
        file.seek(0)
    return os.waitstatus_to_exitcode(status), *[file.read().decode() for file in outputs]


def answer(request):
    code, stdout, stderr = run(request)
    if code == 0:
        output = json.loads(stdout or "{}")
        return {"output": [output] if request["how"] == "pages" else output}
    found = re.search(r"An error occurred \(([\w.]+)\) when calling the ", stderr)
    # 254 says that the service answered with an error.
    if code != 254 or not found:
        raise RuntimeError(f"aws exited with {code}: {stderr}")
    return {"error": {"code": found[1]}}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
