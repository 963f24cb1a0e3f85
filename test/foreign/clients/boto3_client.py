"""Sends requests with boto3: reads one request a line, and writes one answer a line. See ../client.ts."""
import json
import sys

import boto3
from botocore import xform_name
from botocore.exceptions import ClientError

url, region = sys.argv[1:]


def client_of(request):
    credentials = request["credentials"]
    return boto3.client(
        request["service"],
        endpoint_url=url,
        region_name=region,
        aws_access_key_id=credentials["accessKeyId"],
        aws_secret_access_key=credentials["secretAccessKey"],
        aws_session_token=credentials.get("sessionToken"),
    )


def answer(request):
    client = client_of(request)
    name, parameters = xform_name(request["action"]), request["input"]
    if request["how"] == "pages":
        return list(client.get_paginator(name).paginate(**parameters))
    if request["how"] == "wait":
        return client.get_waiter(name).wait(**parameters)
    return getattr(client, name)(**parameters)


for line in sys.stdin:
    try:
        result = {"output": answer(json.loads(line))}
    except ClientError as error:
        answered = error.response
        status = answered["ResponseMetadata"]["HTTPStatusCode"]
        result = {"error": {"code": answered["Error"]["Code"], "status": status}}
    print(json.dumps(result, default=lambda time: time.isoformat()), flush=True)
