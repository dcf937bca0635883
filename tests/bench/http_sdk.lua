-- Requests with the headers of a signing SDK, about 900 bytes. Environment: BENCH_METHOD, BENCH_PATH, BENCH_BODY.
wrk.method = os.getenv("BENCH_METHOD") or "GET"
wrk.path = os.getenv("BENCH_PATH") or "/macie"
wrk.body = os.getenv("BENCH_BODY")
wrk.headers["Content-Type"] = "application/json"
wrk.headers["User-Agent"] = "aws-sdk-js/3.600.0 ua/2.0 os/linux#6.1.0 lang/js md/nodejs#18.19.0 api/macie2#3.600.0 m/E"
wrk.headers["x-amz-user-agent"] = "aws-sdk-js/3.600.0"
wrk.headers["x-amz-date"] = "20260101T000000Z"
wrk.headers["x-amz-content-sha256"] = string.rep("e3b0c442", 8)
wrk.headers["amz-sdk-invocation-id"] = "01234567-89ab-cdef-0123-456789abcdef"
wrk.headers["amz-sdk-request"] = "attempt=1; max=3"
wrk.headers["Accept"] = "*/*"
wrk.headers["Accept-Encoding"] = "identity"
wrk.headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/macie2/aws4_request, "
  .. "SignedHeaders=accept;amz-sdk-invocation-id;amz-sdk-request;content-type;host;x-amz-content-sha256;x-amz-date;"
  .. "x-amz-user-agent, Signature=" .. string.rep("0a1b2c3d", 8)
