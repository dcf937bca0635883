"""Findings filters: the life cycles of their clients, positions, and what they archive (behaviour 5)."""
import os
import tempfile
import unittest

from support import Case, Server

NOWHERE = "Resource not found. Verify any provided IDs are correct."


class Filters(Case):
    def create(self, name, **changes):
        return self.macie.create_findings_filter(
            **{"name": name, "action": "NOOP", "findingCriteria": {"criterion": {}}, **changes})["id"]

    def get(self, filter_id):
        answer = self.macie.get_findings_filter(id=filter_id)
        del answer["ResponseMetadata"]
        return answer

    def names(self):
        pages = self.macie.get_paginator("list_findings_filters").paginate(PaginationConfig={"PageSize": 2})
        return [item["name"] for page in pages for item in page["findingsFilterListItems"]]


class LifeCycle(Filters):
    def test_terraforms(self):
        criteria = {"criterion": {
            "region": {"eq": ["us-east-1"]}, "sample": {"eq": ["true"]}, "count": {"gte": 12, "lt": 13},
            "updatedAt": {"gte": 1580000000000, "lt": 1600000000000}}}
        created = self.macie.create_findings_filter(
            name="terraform-1", action="NOOP", findingCriteria=criteria, position=1, description="ours", tags={"a": "b"})
        arn = f"arn:aws:macie2:us-east-1:{self.account}:findings-filter/{created['id']}"
        self.assertRegex(created["id"], "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.assertEqual(arn, created["arn"])
        expected = {"id": created["id"], "arn": arn, "name": "terraform-1", "action": "NOOP", "findingCriteria": criteria,
                    "position": 1, "description": "ours", "tags": {"a": "b"}}
        self.assertEqual(expected, self.get(created["id"]))
        changes = {"action": "ARCHIVE", "name": "terraform-2", "description": "", "position": 1,
                   "findingCriteria": {"criterion": {"region": {"eq": ["eu-west-1"]}}}}
        answer = self.macie.update_findings_filter(id=created["id"], clientToken="any", **changes)
        self.assertEqual((created["id"], arn), (answer["id"], answer["arn"]))
        self.assertEqual({**expected, **changes}, self.get(created["id"]))
        self.macie.delete_findings_filter(id=created["id"])
        for call in (self.macie.get_findings_filter, self.macie.delete_findings_filter, self.macie.update_findings_filter):
            self.assertEqual(NOWHERE, self.refused(404, "ResourceNotFoundException", call, id=created["id"]))

    def test_terraforms_condition_without_an_operator(self):
        criteria = {"criterion": {"region": {}}}
        filter_id = self.create("terraform-", action="ARCHIVE", findingCriteria=criteria)
        self.assertEqual(criteria, self.get(filter_id)["findingCriteria"])

    def test_what_is_left_out(self):
        filter_id = self.create("bare", findingCriteria={})
        answer = self.get(filter_id)
        self.assertNotIn("description", answer)
        self.assertEqual(({}, {}, 1), (answer["tags"], answer["findingCriteria"], answer["position"]))
        self.macie.update_findings_filter(id=filter_id)
        self.assertEqual(answer, self.get(filter_id))

    def test_cloudformations_name_conflict(self):
        self.create("taken")
        other = self.create("other")
        message = "Filter name already exists. A unique name is required."
        self.assertEqual(message, self.refused(400, "ValidationException", self.create, "taken"))
        self.assertEqual(message, self.refused(
            400, "ValidationException", self.macie.update_findings_filter, id=other, name="taken"))
        self.create("Taken")

    def test_a_repeated_creation(self):
        first = self.create("once", clientToken="t")
        self.assertEqual(first, self.create("once", clientToken="t"))
        self.refused(409, "ConflictException", self.create, "twice", clientToken="t")
        self.assertEqual(["once"], self.names())

    def test_tags_are_those_of_any_resource(self):
        created = self.macie.create_findings_filter(
            name="tagged", action="NOOP", findingCriteria={}, tags={"a": "1", "b": "2"})
        self.macie.tag_resource(resourceArn=created["arn"], tags={"a": "3"})
        self.macie.untag_resource(resourceArn=created["arn"], tagKeys=["b"])
        self.assertEqual({"a": "3"}, self.get(created["id"])["tags"])
        [item] = self.macie.list_findings_filters()["findingsFilterListItems"]
        self.assertEqual({"a": "3"}, item["tags"])
        self.assertEqual({"action", "arn", "id", "name", "tags"}, set(item))
        self.refused(400, "ValidationException", self.create, "badly tagged", tags={"aws:x": "y"})

    def test_what_is_refused_changes_nothing(self):
        filter_id = self.create("kept")
        before = self.get(filter_id)
        bad = {"criterion": {"nonsense": {"eq": ["x"]}}}
        self.refused(400, "ValidationException", self.create, "bad", findingCriteria=bad, message="nonsense")
        update = self.macie.update_findings_filter
        self.refused(400, "ValidationException", update, id=filter_id, findingCriteria=bad, name="new", message="nonsense")
        self.refused(400, "ValidationException", update, id=filter_id, position=0, message="position")
        self.refused(400, "ValidationException", self.create, "zero", position=0, message="position")
        self.refused(400, "ValidationException", self.create, "xx", message="name")
        self.refused(400, "ValidationException", self.create, "x" * 65, message="name")
        self.refused(400, "ValidationException", self.create, "long", description="x" * 513, message="description")
        self.assertEqual(before, self.get(filter_id))
        self.assertEqual(["kept"], self.names())


class Positions(Filters):
    def test_the_list_follows_them(self):
        ids = {name: self.create(name) for name in ("one", "two", "three")}
        self.assertEqual(["one", "two", "three"], self.names())
        self.create("first", position=1)
        self.assertEqual(["first", "one", "two", "three"], self.names())
        self.create("last", position=100)
        self.macie.update_findings_filter(id=ids["three"], position=2)
        self.assertEqual(["first", "three", "one", "two", "last"], self.names())
        self.macie.delete_findings_filter(id=ids["one"])
        self.assertEqual(["first", "three", "two", "last"], self.names())
        self.assertEqual(3, self.get(ids["two"])["position"])


class Suppression(Filters):
    def archived(self):
        """type: archived, of all findings."""
        ids = self.macie.list_findings()["findingIds"]
        return {each["type"]: each["archived"] for each in self.macie.get_findings(findingIds=ids)["findings"]}

    def sample(self, *types):
        self.macie.create_sample_findings(findingTypes=list(types))

    PERSONAL, PUBLIC = "SensitiveData:S3Object/Personal", "Policy:IAMUser/S3BucketPublic"
    BY_TYPE = {"criterion": {"type": {"eq": [PERSONAL]}}}

    def test_a_rule_archives_the_samples_that_it_fits(self):
        self.create("rule", action="ARCHIVE", findingCriteria=self.BY_TYPE)
        self.sample(self.PERSONAL, self.PUBLIC)
        self.assertEqual({self.PERSONAL: True, self.PUBLIC: False}, self.archived())

    def test_a_rule_archives_policy_findings(self):
        self.create("rule", action="ARCHIVE", findingCriteria={"criterion": {
            "resourcesAffected.s3Bucket.tags.value": {"eq": ["hr"]}}})
        self.put({"bucketName": "payroll", "tags": [{"key": "team", "value": "hr"}],
                  "publicAccess": {"effectivePermission": "PUBLIC"}})
        self.put({"bucketName": "website", "sharedAccess": "EXTERNAL"})
        self.assertEqual({self.PUBLIC: True, "Policy:IAMUser/S3BucketSharedExternally": False}, self.archived())

    def test_a_saved_filter_archives_nothing(self):
        self.create("console", findingCriteria=self.BY_TYPE)
        self.sample(self.PERSONAL)
        self.assertEqual({self.PERSONAL: False}, self.archived())

    def test_a_rule_is_about_what_comes_after_it(self):
        self.sample(self.PERSONAL, self.PUBLIC)
        rule = self.create("rule", action="ARCHIVE", findingCriteria={"criterion": {"sample": {"eq": ["true"]}}})
        self.assertEqual({self.PERSONAL: False, self.PUBLIC: False}, self.archived())
        self.sample(self.PUBLIC)
        self.assertTrue(self.archived()[self.PUBLIC], "a repeat is looked at anew")
        self.macie.delete_findings_filter(id=rule)
        self.sample(self.PUBLIC)
        self.assertTrue(self.archived()[self.PUBLIC], "nothing comes out of the archive")

    def test_a_rule_follows_its_updates(self):
        rule = self.create("rule", action="ARCHIVE", findingCriteria={"criterion": {"region": {"eq": ["eu-west-1"]}}})
        self.sample(self.PERSONAL)
        self.macie.update_findings_filter(id=rule, findingCriteria={"criterion": {"region": {"eq": ["us-east-1"]}}})
        self.sample("SensitiveData:S3Object/Financial")
        self.macie.update_findings_filter(id=rule, action="NOOP")
        self.sample("SensitiveData:S3Object/Credentials")
        self.assertEqual({self.PERSONAL: False, "SensitiveData:S3Object/Financial": True,
                          "SensitiveData:S3Object/Credentials": False}, self.archived())


class Quota(Filters):
    def test_a_thousand_filters_and_no_more(self):
        for i in range(1000):
            self.create(f"filter-{i}")
        self.refused(402, "ServiceQuotaExceededException", self.create, "one-more", message="1001 given, at most 1000")
        pages = self.macie.get_paginator("list_findings_filters").paginate()
        self.assertEqual([f"filter-{i}" for i in range(1000)],
                         [item["name"] for page in pages for item in page["findingsFilterListItems"]])


class Kept(unittest.TestCase):
    def test_filters_survive_a_kill_and_an_export_and_go_with_the_session(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            macie = server.client()
            for name in ("third", "second", "first"):
                macie.create_findings_filter(name=name, action="ARCHIVE", position=1, clientToken=name, findingCriteria={
                    "criterion": {"count": {"gte": 1}}})
            exported = server.raw("GET", "/_macie-local/state")[2]
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            macie = server.client()

            def names():
                return [item["name"] for item in macie.list_findings_filters()["findingsFilterListItems"]]

            self.assertEqual(["first", "second", "third"], names())
            server.control("POST", "reset")
            self.assertEqual([], names())
            server.control("PUT", "state", exported)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            self.assertEqual(["first", "second", "third"], names())
            macie.create_findings_filter(name="first", action="ARCHIVE", position=1, clientToken="first", findingCriteria={
                "criterion": {"count": {"gte": 1}}})  # the token is known
            self.assertEqual(3, len(names()))
            macie.disable_macie()
            macie.enable_macie()
            self.assertEqual([], names())


if __name__ == "__main__":
    unittest.main()
