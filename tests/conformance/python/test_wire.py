"""The wire: routes, bindings, errors, limits and connections as behaviour A has them."""
import json
import re
import socket

from support import Case, Server

UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")


class Wire(Case):
    def test_every_answer_has_a_request_id_of_its_own(self):
        seen = set()
        for method, target in (("GET", "/macie"), ("GET", "/nowhere"), ("POST", "/jobs"), ("GET", "/_macie-local/health")):
            _, headers, _ = self.server.raw(method, target)
            self.assertRegex(headers["x-amzn-RequestId"], UUID)
            seen.add(headers["x-amzn-RequestId"])
        self.assertEqual(4, len(seen))

    def test_success_is_json(self):
        status, headers, body = self.server.raw("GET", "/macie")
        self.assertEqual((200, "application/json"), (status, headers["Content-Type"]))
        self.assertIn("status", json.loads(body))

    def test_error_type_is_in_the_header_and_the_message_in_the_body(self):
        status, headers, body = self.server.raw("POST", "/jobs", "{}")
        self.assertEqual(400, status)
        self.assertEqual("ValidationException", headers["x-amzn-ErrorType"])
        self.assertEqual(["message"], list(json.loads(body)))

    def test_unknown_paths_and_methods_are_unknown_operations(self):
        for method, target in (("GET", "/nowhere"), ("PUT", "/macie"), ("GET", "/jobs"), ("POST", "/"), ("GET", "/macie/x")):
            status, headers, _ = self.server.raw(method, target)
            self.assertEqual((404, "UnknownOperationException"), (status, headers["x-amzn-ErrorType"]), target)

    def test_malformed_json_is_a_serialization_error(self):
        for body in ("{", "[]", "nul", '{"maxResults":}', '{"a":1}x', '{"maxResults":"x"}', '{"criteria":[]}',
                     '{"maxResults":1.5}', '{"maxResults":99999999999}', '{"nextToken":"\x01"}', b'{"nextToken":"\xff"}'):
            status, headers, answer = self.server.raw("POST", "/datasources/s3", body)
            self.assertEqual((400, "SerializationException"), (status, headers["x-amzn-ErrorType"]), (body, answer))

    def test_empty_body_null_members_and_unknown_members_are_taken(self):
        for body in (None, "", "{}", '{"maxResults":null}', '{"someNewMember":{"a":[1]}}'):
            self.assertEqual(200, self.server.raw("POST", "/datasources/s3", body)[0], body)

    def test_any_content_type_is_taken(self):
        for content_type in ("application/json", "application/x-amz-json-1.1", "text/plain"):
            status, _, _ = self.server.raw("POST", "/datasources/s3", "{}", {"Content-Type": content_type})
            self.assertEqual(200, status)

    def test_violations_are_told_together_in_the_framework_form(self):
        _, _, body = self.server.raw("POST", "/jobs", json.dumps(
            {"clientToken": "t", "jobType": "NEVER", "name": "n" * 501, "samplingPercentage": 101, "s3JobDefinition": {}}))
        message = json.loads(body)["message"]
        self.assertTrue(message.startswith("3 validation errors detected: "), message)
        for part in ("Value 'NEVER' at 'jobType' failed to satisfy constraint: Member must satisfy enum value set: [ONE_TIME, SCHEDULED]",
                     "at 'name' failed to satisfy constraint: Member must have length less than or equal to 500",
                     "Value '101' at 'samplingPercentage' failed to satisfy constraint: Member must have value less than or equal to 100"):
            self.assertIn(part, message)

    def test_missing_members_are_null(self):
        _, _, body = self.server.raw("POST", "/jobs", '{"clientToken":"t","jobType":"ONE_TIME","s3JobDefinition":{}}')
        self.assertIn("Value null at 'name' failed to satisfy constraint: Member must not be null", json.loads(body)["message"])

    def test_limits_of_the_query_are_checked(self):
        status, headers, _ = self.server.raw("GET", "/members?maxResults=26")
        self.assertEqual((400, "ValidationException"), (status, headers["x-amzn-ErrorType"]))

    def test_empty_label_is_a_job_id(self):
        status, headers, _ = self.server.raw("GET", "/jobs/")
        self.assertEqual((400, "ValidationException"), (status, headers["x-amzn-ErrorType"]))

    def test_tag_arns_are_taken_encoded_and_raw(self):
        arn = self.job(tags={"a": "1"})["jobArn"]
        auth = {"Authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20260101/us-east-1/macie2/aws4_request, SignedHeaders=host, Signature=00"}
        for spelling in (arn.replace(":", "%3A").replace("/", "%2F"), arn, arn.replace("/", "%2f")):
            status, _, body = self.server.raw("GET", "/tags/" + spelling, headers=auth)
            self.assertEqual((200, {"tags": {"a": "1"}}), (status, json.loads(body)), spelling)

    def test_repeated_query_members_with_plus_and_percent(self):
        arn = self.job(tags={"a b": "1", "c": "2", "d": "3"})["jobArn"]
        auth = {"Authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20260101/us-east-1/macie2/aws4_request"}
        status, _, body = self.server.raw("DELETE", f"/tags/{arn}?tagKeys=a+b&tagKeys=%63", headers=auth)
        self.assertEqual((204, b""), (status, body))
        self.assertEqual({"d": "3"}, self.macie.list_tags_for_resource(resourceArn=arn)["tags"])

    def test_bodies_over_the_limit_are_refused(self):
        status, _, body = self.server.raw("POST", "/jobs", b" " * (1 << 20) + b"{}")
        self.assertEqual(413, status)
        self.assertEqual(200, self.server.raw("POST", "/datasources/s3", b"{" + b" " * ((1 << 20) - 2) + b"}")[0])

    def test_heads_over_the_limit_are_refused(self):
        self.assertEqual(431, self.server.raw("GET", "/macie", headers={"X-Long": "x" * 70000})[0])

    def test_pages_of_other_origins_are_refused(self):
        own = self.server.netloc
        image = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
        link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        for headers, targets in ((image, ("/macie", "/_macie-local/health")), (link, ("/macie",)),
                                 ({"Sec-Fetch-Site": "same-site"}, ("/macie",)),
                                 ({"Sec-Fetch-Site": "same-origin", "Host": "macie"}, ("/macie",)),
                                 ({"Host": "bucket.s3.amazonaws.com"}, ("/macie",))):
            for target in targets:
                self.assertEqual(403, self.server.raw("GET", target, headers=headers)[0], headers)
        self.assertEqual(403, self.server.raw("DELETE", "/_macie-local/faults", headers=link)[0])
        for headers, target in ((link, "/_macie-local/health"), ({"Sec-Fetch-Site": "same-origin"}, "/macie"),
                                ({"Sec-Fetch-Mode": "cors", "Host": "macie"}, "/macie")):  # the last: Node's fetch
            self.assertEqual(200, self.server.raw("GET", target, headers=headers)[0], headers)
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"},
                        {"Host": "evil.example:80", "Origin": "http://evil.example:80"}):
            self.assertEqual(403, self.server.raw("GET", "/macie", headers=headers)[0], headers)
        for headers in ({"Origin": f"http://{own}"}, {"Host": "localhost"}, {"Host": "macie"}, {"Host": "[::1]:1"},
                        {"Host": "macie2.us-east-1.amazonaws.com"}):
            self.assertEqual(200, self.server.raw("GET", "/macie", headers=headers)[0], headers)

    def test_what_a_browser_tells_must_be_told_once(self):
        host, port = self.server.netloc.split(":")
        for name in ("Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"):
            with socket.create_connection((host, int(port)), timeout=10) as peer:
                peer.sendall(f"GET /macie HTTP/1.1\r\nHost: x\r\n{name}: none\r\n{name.lower()}: none\r\n\r\n".encode())
                peer.shutdown(socket.SHUT_WR)
                data = b"".join(iter(lambda: peer.recv(65536), b""))
            self.assertRegex(data, rb"^HTTP/1.1 400 ")
            self.assertIn(f"header {name} is given twice".encode(), data)

    def test_pipelined_requests_are_answered_in_order(self):
        host, port = self.server.netloc.split(":")
        with socket.create_connection((host, int(port)), timeout=10) as peer:
            peer.sendall(b"GET /macie HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
            peer.shutdown(socket.SHUT_WR)
            data = b"".join(iter(lambda: peer.recv(65536), b""))
        self.assertEqual([b"200", b"404"] * 50, re.findall(rb"HTTP/1.1 (\d+)", data))


class AccountsAndRegions(Case):
    def test_state_is_per_account_and_region(self):
        self.put({"bucketName": "mine"})
        self.job()
        for other in (self.server.client("999999999999"), self.server.client(self.account, "eu-west-1")):
            self.assertEqual([], other.describe_buckets()["buckets"])
            self.assertEqual([], other.list_classification_jobs()["items"])

    def test_account_is_read_from_long_keys(self):
        client = self.server.client("ASIAY34FZKBOKMUTVV7A")
        self.assertIn(":609629065308:", client.create_classification_job(
            jobType="ONE_TIME", name="n", clientToken="t",
            s3JobDefinition={"bucketDefinitions": [{"accountId": "609629065308", "buckets": ["b"]}]})["jobArn"])

    def test_unsigned_callers_have_the_default_account(self):
        _, _, body = self.server.raw("GET", "/macie")
        self.assertIn(":123456789012:role", json.loads(body)["serviceRole"])

    def test_access_keys_map_to_accounts(self):
        import json as j
        import tempfile
        with tempfile.NamedTemporaryFile("w", suffix=".json") as keys:
            j.dump({"accessKeys": {"my-key": {"accountId": "111122223333"}}}, keys)
            keys.flush()
            server = Server("--access-keys", keys.name)
            try:
                self.assertIn(":111122223333:", server.client("my-key").get_macie_session()["serviceRole"])
            finally:
                server.stop()
