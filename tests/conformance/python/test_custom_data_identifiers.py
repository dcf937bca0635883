"""Custom data identifiers (behaviour 9): their life, lists, tests of criteria, and who may use them."""
import datetime
import json
import os
import tempfile
import unittest

from support import Case, Connection, Server

NOW = "2031-01-01T00:00:00Z"


class Identifiers(Case):
    def create(self, **changes):
        return self.macie.create_custom_data_identifier(**{"name": "n", "regex": r"\d{3}", **changes})["customDataIdentifierId"]

    def get(self, id):
        answer = self.macie.get_custom_data_identifier(id=id)
        del answer["ResponseMetadata"]
        return answer

    def listed(self):
        return [item["id"] for item in self.macie.list_custom_data_identifiers()["items"]]


class Life(Identifiers):
    def test_terraforms_life_cycle(self):
        asked = {
            "name": "employee", "description": "of ours", "regex": "(?i)employee-\\d+", "keywords": ["badge", "größe"],
            "ignoreWords": ["employee-0000"], "maximumMatchDistance": 10,
            "severityLevels": [{"occurrencesThreshold": 5, "severity": "HIGH"}, {"occurrencesThreshold": 1, "severity": "LOW"}],
            "tags": {"team": "hr"}}
        id = self.create(clientToken="terraform-20310101", **asked)
        self.assertRegex(id, "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        read = self.get(id)
        self.assertIsInstance(read.pop("createdAt"), datetime.datetime)
        arn = f"arn:aws:macie2:us-east-1:{self.account}:custom-data-identifier/{id}"
        self.assertEqual({**asked, "id": id, "arn": arn, "deleted": False}, read)

        self.macie.tag_resource(resourceArn=arn, tags={"stage": "test"})
        self.macie.untag_resource(resourceArn=arn, tagKeys=["team"])
        self.assertEqual({"stage": "test"}, self.macie.list_tags_for_resource(resourceArn=arn)["tags"])
        self.assertEqual({"stage": "test"}, self.get(id)["tags"])

        self.macie.delete_custom_data_identifier(id=id)
        gone = self.get(id)
        self.assertTrue(gone["deleted"])
        self.assertEqual(asked["regex"], gone["regex"])

    def test_defaults(self):
        read = self.get(self.create())
        self.assertEqual(50, read["maximumMatchDistance"])
        self.assertEqual({}, read["tags"])
        for absent in ("description", "keywords", "ignoreWords", "severityLevels"):
            self.assertNotIn(absent, read)
        self.assertNotIn("keywords", self.get(self.create(keywords=[], ignoreWords=[], severityLevels=[])))

    def test_a_deleted_one_is_read_and_nothing_else(self):
        id, other = self.create(), self.create()
        arn = self.get(id)["arn"]
        self.assertEqual({}, {k: v for k, v in self.macie.delete_custom_data_identifier(id=id).items() if k != "ResponseMetadata"})
        self.assertEqual([other], self.listed())
        message = self.refused(404, "ResourceNotFoundException", self.macie.delete_custom_data_identifier, id=id)
        self.assertEqual("Resource not found. Verify any provided IDs are correct.", message)
        for call, more in ((self.macie.tag_resource, {"tags": {"a": "b"}}), (self.macie.untag_resource, {"tagKeys": ["a"]}),
                           (self.macie.list_tags_for_resource, {})):
            self.refused(404, "ResourceNotFoundException", call, resourceArn=arn, **more)
        answer = self.macie.batch_get_custom_data_identifiers(ids=[other, "unknown", id, other])
        self.assertEqual([(other, False), (id, True)], [(one["id"], one["deleted"]) for one in answer["customDataIdentifiers"]])
        self.assertEqual(["unknown"], answer["notFoundIdentifierIds"])
        for wrong in (f"{other} {id}", "", "1" * 40):
            self.refused(400, "ValidationException", self.macie.batch_get_custom_data_identifiers, ids=[id, wrong],
                         message=r"Value '\[.*' at 'ids' failed to satisfy constraint: Member must satisfy constraint: \[")

    def test_names_may_repeat_and_tokens_tell_requests_apart(self):
        first = self.create(clientToken="t")
        self.assertEqual(first, self.create(clientToken="t"))
        self.refused(409, "ConflictException", self.create, clientToken="t", name="other")
        self.assertNotEqual(first, self.create())

    def test_another_account_or_region_has_others(self):
        id = self.create()
        self.refused(404, "ResourceNotFoundException", self.server.client("999999999999").get_custom_data_identifier, id=id)
        self.refused(404, "ResourceNotFoundException",
                     self.server.client(self.account, "eu-west-1").get_custom_data_identifier, id=id)


class Lists(Identifiers):
    def setUp(self):
        super().setUp()
        self.server.control("PUT", "clock", {"now": NOW, "frozen": True, "reset": True})

    def test_the_newest_first_a_page_at_a_time(self):
        ids = []
        for i in range(7):
            ids.append(self.create(name=f"n{i}", description="d"))
            self.server.control("POST", "clock/advance", {"by": "PT1S"})
        self.assertEqual(ids[::-1], self.listed())
        pages = list(self.macie.get_paginator("list_custom_data_identifiers").paginate(PaginationConfig={"PageSize": 3}))
        self.assertEqual([3, 3, 1], [len(page["items"]) for page in pages])
        self.assertEqual(ids[::-1], [item["id"] for page in pages for item in page["items"]])
        newest = pages[0]["items"][0]
        self.assertEqual({"arn", "createdAt", "description", "id", "name"}, set(newest))
        # What is new or deleted between two pages changes neither the rest nor the token.
        self.create()
        self.macie.delete_custom_data_identifier(id=ids[4])
        rest = self.macie.list_custom_data_identifiers(maxResults=3, nextToken=pages[0]["nextToken"])["items"]
        self.assertEqual([ids[3], ids[2], ids[1]], [item["id"] for item in rest])

    def test_those_of_one_instant_have_an_order(self):
        ids = {self.create() for _ in range(5)}
        pages = list(self.macie.get_paginator("list_custom_data_identifiers").paginate(PaginationConfig={"PageSize": 2}))
        listed = [item["id"] for page in pages for item in page["items"]]
        self.assertEqual(sorted(ids), listed)

    def test_fifty_are_a_page_and_a_batch(self):
        ids = [self.create() for _ in range(51)]
        self.assertEqual(50, len(self.listed()))
        self.assertEqual(51, len(self.macie.list_custom_data_identifiers(maxResults=51)["items"]))
        self.assertEqual(50, len(self.macie.batch_get_custom_data_identifiers(ids=ids[:50])["customDataIdentifiers"]))
        self.refused(400, "ValidationException", self.macie.batch_get_custom_data_identifiers, ids=ids, message="'ids'")
        nothing = self.macie.batch_get_custom_data_identifiers()
        self.assertEqual(([], []), (nothing["customDataIdentifiers"], nothing["notFoundIdentifierIds"]))


class Criteria(Identifiers):
    def count(self, regex, text, **more):
        return self.macie.test_custom_data_identifier(regex=regex, sampleText=text, **more)["matchCount"]

    def test_the_documentations_examples(self):
        self.assertEqual(2, self.count(r"\d{3}-\d{2}-\d{4}", "123-45-6789, 987-65-4321, 12-345-6789"))
        self.assertEqual(1, self.count(r"[A-Z]\d{8}", "A12345678 b12345678"))
        self.assertEqual(2, self.count(r"(?i)employee-\d+", "Employee-7 EMPLOYEE-42"))
        self.assertEqual(1, self.count(r"\b\d{5}\b", "12345 123456"))
        self.assertEqual(1, self.count(r"[a-zA-Z0-9_.+\\-]+@([a-zA-Z0-9-]+\.)?[a-zA-Z0-9-]+\.example\.com",
                                       "john.doe@www.team.example.com"))
        self.assertEqual(1, self.count(r"\d{100,}", "7" * 150))
        self.assertEqual(0, self.count("^b$", "a\nb"))

    def test_keywords_distance_and_ignore_words(self):
        self.assertEqual(1, self.count(r"\d{4}", "PIN: 1234", keywords=["pin"]))
        self.assertEqual(0, self.count(r"\d{4}", "1234 is the pin", keywords=["pin"]))
        self.assertEqual(0, self.count(r"\d{4}", "pin" + " " * 47 + "1234", keywords=["pin"]))
        self.assertEqual(1, self.count(r"\d{4}", "pin" + " " * 46 + "1234", keywords=["pin"]))
        self.assertEqual(1, self.count(r"\d{4}", "pin" + "ü" * 6 + "1234", keywords=["pin"], maximumMatchDistance=10))
        self.assertEqual(0, self.count(r"\d{4}", "pin" + "ü" * 7 + "1234", keywords=["pin"], maximumMatchDistance=10))
        self.assertEqual(1, self.count(r"\w{4}", "test Test", ignoreWords=["test"]))

    def test_limits_count_characters(self):
        self.assertEqual(1000, self.count("ü", "ü" * 1000))
        self.refused(400, "ValidationException", self.count, "ü", "ü" * 1001, message="'sampleText'")
        self.assertEqual(1, self.count("ü" * 512, "ü" * 600))
        self.refused(400, "ValidationException", self.count, "ü" * 513, "", message="'regex'")
        self.assertEqual(0, self.count("a", ""))

    def test_no_pattern_takes_long(self):
        self.assertEqual(0, self.count("(x+x+)+y", "x" * 1000))
        self.assertEqual(1000, self.count("(x+x+)+y|x", "x" * 1000))
        for regex in ("(a|b)*a(a|b){400}c|[ab]", "(.{1,400}c|.)"):
            message = self.refused(400, "ValidationException", self.count, regex, "ab" * 500)
            self.assertEqual("The request failed because regex takes too long to match sampleText.", message)

    def test_it_works_on_nothing_kept(self):
        self.count("a", "a")
        self.assertEqual([], self.listed())
        self.macie.disable_macie()
        self.refused(403, "AccessDeniedException", self.count, "a", "a", message="Macie is not enabled")


class Users(Identifiers):
    def test_jobs_and_templates_use_those_that_are_there(self):
        kept, gone = self.create(), self.create()
        self.macie.delete_custom_data_identifier(id=gone)
        job = self.job(customDataIdentifierIds=[kept])["jobId"]
        self.assertEqual([kept], self.macie.describe_classification_job(jobId=job)["customDataIdentifierIds"])
        self.job(managedDataIdentifierSelector="NONE", customDataIdentifierIds=[kept])
        self.refused(404, "ResourceNotFoundException", self.job, customDataIdentifierIds=[kept, gone], message=gone)

        template = self.macie.list_sensitivity_inspection_templates()["sensitivityInspectionTemplates"][0]["id"]
        update = self.macie.update_sensitivity_inspection_template
        update(id=template, includes={"customDataIdentifierIds": [kept]})
        self.assertEqual({"customDataIdentifierIds": [kept]},
                         self.macie.get_sensitivity_inspection_template(id=template)["includes"])
        self.refused(400, "ValidationException", update, id=template, includes={"customDataIdentifierIds": [gone]},
                     message="includes.customDataIdentifierIds has the unknown id")
        # Those that use it go on.
        self.macie.delete_custom_data_identifier(id=kept)
        self.wait_for(job, "COMPLETE")
        self.assertEqual([kept], self.macie.describe_classification_job(jobId=job)["customDataIdentifierIds"])


class Kept(Identifiers):
    def test_a_state_document_gives_the_same_answers(self):
        id, gone = self.create(keywords=["abc"], tags={"a": "b"}, clientToken="t"), self.create(name="gone")
        self.macie.delete_custom_data_identifier(id=gone)
        before = (self.get(id), self.get(gone), self.listed())
        document = self.server.control("GET", f"state?account={self.account}")
        self.server.control("POST", f"reset?account={self.account}")
        self.assertEqual([], self.listed())
        self.server.control("PUT", "state", document)
        self.assertEqual(before, (self.get(id), self.get(gone), self.listed()))
        self.assertEqual(id, self.create(keywords=["abc"], tags={"a": "b"}, clientToken="t"))

    def test_a_state_document_needs_little_and_is_checked(self):
        def document(**record):
            return {"version": 1, "accounts": {self.account: {"us-east-1": {"customDataIdentifiers": [record]}}}}
        self.server.control("PUT", "state", document(id="mine", name="n", regex="a"))
        self.assertEqual(50, self.get("mine")["maximumMatchDistance"])
        for wrong, message in (
                ({"id": "x", "name": "n", "regex": "(a"}, "customDataIdentifiers[0]: The request failed because regex has"),
                ({"id": "1" * 40, "name": "n", "regex": "a"}, "customDataIdentifiers[0].id: must be 1 to 39 letters"),
                ({"id": "a b", "name": "n", "regex": "a"}, "customDataIdentifiers[0].id: must be 1 to 39 letters"),
                ({"id": "x", "name": "n"}, "customDataIdentifiers[0].regex: is required"),
                ({"id": "x", "name": "n", "regex": "a" * 513}, "customDataIdentifiers[0].regex")):
            status, _, text = self.server.raw("PUT", "/_macie-local/state", json.dumps(document(**wrong)))
            self.assertEqual(400, status)
            self.assertIn(message, json.loads(text)["message"])
        self.assertEqual(["mine"], self.listed())

    def test_disabling_macie_erases_them(self):
        id = self.create()
        self.macie.disable_macie()
        self.macie.enable_macie()
        self.assertEqual([], self.listed())
        self.refused(404, "ResourceNotFoundException", self.macie.get_custom_data_identifier, id=id)

    def test_a_restart_keeps_them(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "macie.db"))
            server = Server(*options)
            macie = server.client()
            ids = [macie.create_custom_data_identifier(name="n", regex="a")["customDataIdentifierId"] for _ in range(3)]
            macie.delete_custom_data_identifier(id=ids[1])
            page = macie.list_custom_data_identifiers(maxResults=1)
            server.stop()
            server = Server(*options)
            try:
                macie = server.client()
                self.assertTrue(macie.get_custom_data_identifier(id=ids[1])["deleted"])
                rest = macie.list_custom_data_identifiers(nextToken=page["nextToken"])["items"]
                self.assertEqual({ids[0], ids[2]}, {item["id"] for item in page["items"] + rest})
            finally:
                server.stop()


class Bounds(Identifiers):
    def test_what_the_old_client_checks_itself(self):
        connection = Connection(self.server, self.account)
        self.addCleanup(connection.close)
        for member, good, bad in (
                ("name", "n" * 128, "n" * 129), ("description", "d" * 512, "d" * 513), ("keywords", ["k" * 90] * 50, ["k" * 91]),
                ("keywords", ["kkk"], ["kk"]), ("keywords", ["kkk"], ["kkk"] * 51), ("ignoreWords", ["i" * 90] * 10, ["i" * 91]),
                ("ignoreWords", ["iiii"], ["iii"]), ("ignoreWords", ["iiii"], ["iiii"] * 11),
                ("maximumMatchDistance", 1, 0), ("maximumMatchDistance", 300, 301)):
            request = {"name": "n", "regex": "a"}
            connection("POST", "/custom-data-identifiers", {**request, member: good})
            answer = connection("POST", "/custom-data-identifiers", {**request, member: bad}, expect=400)
            self.assertIn(f"'{member}", answer["message"])


if __name__ == "__main__":
    unittest.main()
