"""Allow lists (behaviour 10). Debian's boto3 knows them; what it checks itself goes by hand."""
import json
import os
import tempfile
import unittest

from support import Case, Server

WORDS = {"s3WordsList": {"bucketName": "lists", "objectKey": "macie/words.txt"}}


class Lists(Case):
    def create(self, criteria=None, **changes):
        return self.macie.create_allow_list(**{"name": "n", "criteria": criteria or {"regex": "a+"}, "clientToken": "", **changes})["id"]

    def get(self, id):
        answer = self.macie.get_allow_list(id=id)
        del answer["ResponseMetadata"]
        return answer


class Life(Lists):
    def setUp(self):
        super().setUp()
        self.server.control("PUT", "clock", {"now": "2031-01-01T00:00:00Z", "frozen": True, "reset": True})

    def test_from_creation_to_deletion(self):
        criteria = {"regex": "[a-z]@example.com"}
        id = self.create(criteria, name="mail", description="ours", tags={"team": "hr"})
        self.assertRegex(id, "^[a-z0-9]{22}$")
        arn = f"arn:aws:macie2:us-east-1:{self.account}:allow-list/{id}"
        read = self.get(id)
        created = read.pop("createdAt")
        self.assertEqual(created, read.pop("updatedAt"))
        self.assertEqual({"id": id, "arn": arn, "name": "mail", "description": "ours", "criteria": criteria,
                          "tags": {"team": "hr"}, "status": {"code": "OK"}}, read)
        self.assertEqual([{"id": id, "arn": arn, "name": "mail", "description": "ours", "createdAt": created, "updatedAt": created}],
                         self.macie.list_allow_lists()["allowLists"])

        self.server.control("POST", "clock/advance", {"by": "PT1S"})
        answer = self.macie.update_allow_list(id=id, name="post", criteria={"regex": "b"})
        self.assertEqual((arn, id), (answer["arn"], answer["id"]))
        read = self.get(id)
        self.assertEqual(("post", {"regex": "b"}, {"team": "hr"}), (read["name"], read["criteria"], read["tags"]))
        self.assertNotIn("description", read)
        self.assertEqual(1, (read["updatedAt"] - read["createdAt"]).total_seconds())
        self.assertEqual(created, read["createdAt"])

        self.macie.tag_resource(resourceArn=arn, tags={"stage": "test"})
        self.assertEqual({"team": "hr", "stage": "test"}, self.get(id)["tags"])
        self.macie.delete_allow_list(id=id)
        for call in (self.macie.get_allow_list, self.macie.delete_allow_list):
            message = self.refused(404, "ResourceNotFoundException", call, id=id)
            self.assertEqual("Resource not found. Verify any provided IDs are correct.", message)
        self.refused(404, "ResourceNotFoundException", self.macie.list_tags_for_resource, resourceArn=arn)

    def test_pages(self):
        ids = []
        for i in range(5):
            ids += [self.create(), self.create(WORDS)]
            self.server.control("POST", "clock/advance", {"by": "PT1S"})
        pages = list(self.macie.get_paginator("list_allow_lists").paginate(PaginationConfig={"PageSize": 4}))
        self.assertEqual([4, 4, 2], [len(page["allowLists"]) for page in pages])
        listed = [one["id"] for page in pages for one in page["allowLists"]]
        self.assertEqual([set(ids[i:i + 2]) for i in (8, 6, 4, 2, 0)], [set(listed[i:i + 2]) for i in (0, 2, 4, 6, 8)])
        self.refused(402, "ServiceQuotaExceededException", self.create, message="of type regex per account: 6 given")
        self.refused(402, "ServiceQuotaExceededException", self.create, WORDS, message="of type s3WordsList per account: 6 given")

    def test_client_tokens(self):
        first = self.create(clientToken="t")
        self.assertEqual(first, self.create(clientToken="t"))
        self.refused(409, "ConflictException", self.create, clientToken="t", name="other")
        self.macie.delete_allow_list(id=first)
        self.assertNotEqual(first, self.create(clientToken="t"))


class Status(Lists):
    def test_a_list_in_s3_is_there_when_its_object_is(self):
        id = self.create(WORDS)
        status = self.get(id)["status"]
        self.assertEqual("S3_OBJECT_NOT_FOUND", status["code"])
        self.assertIn("'lists'", status["description"])
        self.put({"bucketName": "lists"})
        status = self.get(id)["status"]
        self.assertEqual("S3_OBJECT_NOT_FOUND", status["code"])
        self.assertIn("'macie/words.txt'", status["description"])
        path = f"/_macie-local/objects/lists/macie/words.txt?account={self.account}"
        self.server.raw("PUT", path, "\n")
        self.assertEqual("S3_OBJECT_EMPTY", self.get(id)["status"]["code"])
        self.server.raw("PUT", path, "word\n")
        self.assertEqual({"code": "OK"}, self.get(id)["status"])
        self.server.put_buckets([{"bucketName": "elsewhere"}], self.account, "eu-west-1")
        self.macie.update_allow_list(id=id, name="n", criteria={"s3WordsList": {"bucketName": "elsewhere", "objectKey": "k"}})
        self.assertEqual("S3_OBJECT_NOT_FOUND", self.get(id)["status"]["code"])

    def test_a_state_document_may_set_it(self):
        id = self.create(WORDS)
        document = self.server.control("GET", f"state?account={self.account}")
        record = document["accounts"][self.account]["us-east-1"]["allowLists"][0]
        self.assertNotIn("status", record)
        record["status"] = {"code": "S3_OBJECT_OVERSIZE", "description": "too large"}
        self.server.control("PUT", "state", document)
        self.assertEqual(record["status"], self.get(id)["status"])


class Users(Lists):
    def test_a_job_holds_its_lists_until_it_is_done(self):
        id = self.create()
        self.refused(404, "ResourceNotFoundException", self.job, allowListIds=[id, "a" * 22], message="a" * 22)
        job = self.job(jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}}, allowListIds=[id])["jobId"]
        self.assertEqual([id], self.macie.describe_classification_job(jobId=job)["allowListIds"])
        for ignore in ({}, {"ignoreJobChecks": "false"}):
            self.refused(400, "ValidationException", self.macie.delete_allow_list, id=id, message=job, **ignore)
        self.refused(400, "ValidationException", self.macie.delete_allow_list, id=id, ignoreJobChecks="TRUE",
                     message="'ignoreJobChecks'")
        self.macie.update_classification_job(jobId=job, jobStatus="CANCELLED")
        self.macie.delete_allow_list(id=id)
        other = self.create()
        self.job(jobType="SCHEDULED", scheduleFrequency={"dailySchedule": {}}, allowListIds=[other])
        self.macie.delete_allow_list(id=other, ignoreJobChecks="true")
        self.assertEqual([], self.macie.list_allow_lists()["allowLists"])

    def test_templates(self):
        id = self.create()
        template = self.macie.list_sensitivity_inspection_templates()["sensitivityInspectionTemplates"][0]["id"]
        includes = {"managedDataIdentifierIds": ["ADDRESS"], "allowListIds": [id]}
        self.macie.update_sensitivity_inspection_template(id=template, includes=includes)
        self.assertEqual(includes, self.macie.get_sensitivity_inspection_template(id=template)["includes"])
        self.refused(400, "ValidationException", self.macie.update_sensitivity_inspection_template, id=template,
                     includes={**includes, "allowListIds": [id, "x"]}, message="includes.allowListIds has the unknown id 'x'")


class Kept(Lists):
    def test_a_state_document_gives_the_same_answers(self):
        ids = [self.create(tags={"a": "b"}, clientToken="t"), self.create(WORDS, description="d")]
        before = [self.get(id) for id in ids], self.macie.list_allow_lists()["allowLists"]
        document = self.server.control("GET", f"state?account={self.account}")
        self.server.control("POST", f"reset?account={self.account}")
        self.assertEqual([], self.macie.list_allow_lists()["allowLists"])
        self.server.control("PUT", "state", document)
        self.assertEqual(before, ([self.get(id) for id in ids], self.macie.list_allow_lists()["allowLists"]))
        self.assertEqual(ids[0], self.create(tags={"a": "b"}, clientToken="t"))

    def test_a_state_document_is_checked(self):
        document = {"version": 1, "accounts": {self.account: {"us-east-1": {"allowLists": [
            {"id": "a" * 22, "name": "n", "criteria": {"regex": "a(?!b)"}}]}}}}
        status, _, text = self.server.raw("PUT", "/_macie-local/state", json.dumps(document))
        self.assertEqual(400, status)
        self.assertIn("allowLists[0]: The request failed because criteria.regex has a look-ahead", json.loads(text)["message"])

    def test_disabling_macie_erases_them(self):
        id = self.create()
        self.macie.disable_macie()
        message = self.refused(403, "AccessDeniedException", self.macie.list_allow_lists)
        self.assertEqual("The request failed because Macie isn\u2019t enabled in the specified AWS Region.", message)
        self.macie.enable_macie()
        self.refused(404, "ResourceNotFoundException", self.macie.get_allow_list, id=id)

    def test_a_restart_keeps_them(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "macie.db"))
            server = Server(*options)
            id = server.client().create_allow_list(name="n", criteria=WORDS)["id"]
            server.stop()
            server = Server(*options)
            try:
                self.assertEqual(WORDS, server.client().get_allow_list(id=id)["criteria"])
            finally:
                server.stop()


if __name__ == "__main__":
    unittest.main()
