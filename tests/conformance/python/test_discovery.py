"""The settings of automated sensitive data discovery: configuration, classification scope, sensitivity inspection template
(behaviour 12)."""
import unittest

from support import Case


class Configuration(Case):
    def setUp(self):
        super().setUp()
        self.server.control("PUT", "clock", {"now": "2031-01-01T00:00:00Z", "frozen": True, "reset": True})

    def read(self):
        return self.macie.get_automated_discovery_configuration()

    def test_it_is_off_until_it_is_enabled(self):
        configuration = self.read()
        self.assertEqual("DISABLED", configuration["status"])
        self.assertNotIn("firstEnabledAt", configuration)
        self.assertNotIn("disabledAt", configuration)
        self.assertRegex(configuration["classificationScopeId"], "^[0-9a-f]{32}$")
        self.assertRegex(configuration["sensitivityInspectionTemplateId"], "^[0-9a-f]{32}$")

    def test_the_times_follow_the_changes(self):
        def change(status):
            self.server.control("POST", "clock/advance", {"by": "P1D"})
            self.macie.update_automated_discovery_configuration(status=status)
            configuration = self.read()
            self.assertEqual(status, configuration["status"])
            return [configuration[name].strftime("%d") if name in configuration else None
                    for name in ("firstEnabledAt", "disabledAt", "lastUpdatedAt")]
        self.assertEqual([None, None, "02"], change("DISABLED"))
        self.assertEqual(["03", None, "03"], change("ENABLED"))
        self.assertEqual(["03", "04", "04"], change("DISABLED"))
        self.assertEqual(["03", "04", "05"], change("DISABLED"))
        self.assertEqual(["03", None, "06"], change("ENABLED"))

    def test_not_onboarded(self):
        self.macie.disable_macie()
        message = self.refused(403, "AccessDeniedException", self.macie.get_automated_discovery_configuration)
        self.assertEqual(f"Account Id: [{self.account}] has not been onboarded", message)


class Scope(Case):
    def setUp(self):
        super().setUp()
        self.put(*({"bucketName": f"bucket-{i}"} for i in range(3)))
        self.id = self.macie.list_classification_scopes()["classificationScopes"][0]["id"]

    def change(self, operation, *names):
        self.macie.update_classification_scope(id=self.id, s3={"excludes": {
            "bucketNames": list(names), "operation": operation}})
        return self.macie.get_classification_scope(id=self.id)["s3"]["excludes"]["bucketNames"]

    def test_there_is_one_and_it_has_a_name(self):
        name = "automated-sensitive-data-discovery"
        self.assertEqual([{"id": self.id, "name": name}],
                         self.macie.list_classification_scopes(name=name)["classificationScopes"])
        self.assertEqual([], self.macie.list_classification_scopes(name="other")["classificationScopes"])
        self.assertEqual(self.id, self.macie.get_automated_discovery_configuration()["classificationScopeId"])
        other = self.server.client(self.account, "eu-west-1").list_classification_scopes()["classificationScopes"][0]["id"]
        self.assertNotEqual(self.id, other)

    def test_buckets_are_added_removed_and_replaced(self):
        self.assertEqual(["bucket-0", "bucket-1"], self.change("ADD", "bucket-0", "bucket-1"))
        self.assertEqual(["bucket-0", "bucket-1"], sorted(self.change("ADD", "bucket-1")))
        self.assertEqual(["bucket-1"], self.change("REMOVE", "bucket-0", "never-there"))
        self.assertEqual(["bucket-2"], self.change("REPLACE", "bucket-2"))

    def test_unknown_buckets_and_ids(self):
        self.refused(400, "ValidationException", self.change, "ADD", "bucket-0", "Bucket-0", message="'Bucket-0' doesn't exist")
        self.assertEqual([], self.macie.get_classification_scope(id=self.id)["s3"]["excludes"]["bucketNames"])
        message = self.refused(404, "ResourceNotFoundException", self.macie.get_classification_scope, id="0" * 32)
        self.assertEqual("Resource not found. Verify any provided IDs are correct.", message)

    def test_a_thousand_buckets_and_no_more(self):
        names = [f"many-{i:04}" for i in range(1001)]
        self.put(*({"bucketName": name} for name in names))
        self.assertEqual(1000, len(self.change("REPLACE", *names[:1000])))
        self.refused(400, "ValidationException", self.change, "ADD", names[1000], message="at most 1000")


class Template(Case):
    def setUp(self):
        super().setUp()
        self.id = self.macie.list_sensitivity_inspection_templates()["sensitivityInspectionTemplates"][0]["id"]

    def read(self):
        answer = self.macie.get_sensitivity_inspection_template(id=self.id)
        del answer["ResponseMetadata"]
        return answer

    def test_an_update_replaces_the_whole(self):
        bare = {"name": "automated-sensitive-data-discovery", "sensitivityInspectionTemplateId": self.id}
        self.assertEqual(bare, self.read())
        asked = {"description": "ours", "includes": {"managedDataIdentifierIds": ["ADDRESS"]},
                 "excludes": {"managedDataIdentifierIds": ["NAME"]}}
        self.macie.update_sensitivity_inspection_template(id=self.id, **asked)
        self.assertEqual({**bare, **asked}, self.read())
        self.macie.update_sensitivity_inspection_template(id=self.id)
        self.assertEqual(bare, self.read())

    def test_what_is_refused(self):
        update = self.macie.update_sensitivity_inspection_template
        for wrong, message in (
                ({"includes": {}}, "at least one custom or managed"),
                ({"includes": {"managedDataIdentifierIds": ["NO_SUCH"]}}, "includes.managedDataIdentifierIds has the unknown id"),
                ({"excludes": {"managedDataIdentifierIds": ["NO_SUCH"]}}, "excludes.managedDataIdentifierIds has the unknown id"),
                ({"includes": {"customDataIdentifierIds": ["0a"]}}, "customDataIdentifierIds has the unknown id"),
                ({"description": "x" * 201}, "'description'")):
            self.refused(400, "ValidationException", update, id=self.id, message=message, **wrong)
        self.refused(404, "ResourceNotFoundException", update, id="x")
        self.refused(400, "ValidationException", self.macie.list_sensitivity_inspection_templates, nextToken="x")


if __name__ == "__main__":
    unittest.main()
