"""Tags of classification jobs (behaviour D)."""
from support import Case


class Tags(Case):
    def setUp(self):
        super().setUp()
        created = self.job(tags={"team": "hr", "Team": "x"})
        self.arn, self.job_id = created["jobArn"], created["jobId"]

    def tags(self):
        return self.macie.list_tags_for_resource(resourceArn=self.arn)["tags"]

    def test_tagging_merges_and_untagging_removes(self):
        answer = self.macie.tag_resource(resourceArn=self.arn, tags={"team": "it", "empty": ""})
        self.assertEqual(204, answer["ResponseMetadata"]["HTTPStatusCode"])
        self.assertEqual({"team": "it", "Team": "x", "empty": ""}, self.tags())
        answer = self.macie.untag_resource(resourceArn=self.arn, tagKeys=["Team", "never-there"])
        self.assertEqual(204, answer["ResponseMetadata"]["HTTPStatusCode"])
        self.assertEqual({"team": "it", "empty": ""}, self.tags())
        self.assertEqual(self.tags(), self.macie.describe_classification_job(jobId=self.job_id)["tags"])

    def test_empty_map_changes_nothing(self):
        self.macie.tag_resource(resourceArn=self.arn, tags={})
        self.assertEqual({"team": "hr", "Team": "x"}, self.tags())

    def test_odd_characters_survive(self):
        odd = {"a b_.:/=+-@": "c d_.:/=+-@", "größe": "日本"}
        self.macie.tag_resource(resourceArn=self.arn, tags=odd)
        self.macie.untag_resource(resourceArn=self.arn, tagKeys=["team", "Team"])
        self.assertEqual(odd, self.tags())
        self.macie.untag_resource(resourceArn=self.arn, tagKeys=list(odd))
        self.assertEqual({}, self.tags())

    def test_fifty_tags_fit_and_one_more_does_not(self):
        self.macie.tag_resource(resourceArn=self.arn, tags={f"k{i}": "v" for i in range(48)})
        self.refused(400, "ValidationException", self.macie.tag_resource, resourceArn=self.arn, tags={"one-more": "v"})
        self.assertEqual(50, len(self.tags()))
        self.macie.tag_resource(resourceArn=self.arn, tags={"k1": "changed"})

    def test_refusals(self):
        for tags in ({"k" * 129: "v"}, {"k": "v" * 257}, {"": "v"}, {"aws:x": "v"}, {"k": "aws:v"}, {"k!": "v"}, {"k": "a\nb"}):
            self.refused(400, "ValidationException", self.macie.tag_resource, resourceArn=self.arn, tags=tags)
            self.refused(400, "ValidationException", self.job, tags=tags)
        self.refused(400, "ValidationException", self.macie.untag_resource, resourceArn=self.arn, tagKeys=["aws:x"])
        self.assertEqual({"team": "hr", "Team": "x"}, self.tags())
        self.macie.tag_resource(resourceArn=self.arn, tags={"k" * 128: "v" * 256})

    def test_missing_members(self):
        self.refused(400, "ValidationException", self.macie.tag_resource, resourceArn=self.arn,
                     message="Value null at 'tags' failed to satisfy constraint: Member must not be null")
        self.refused(400, "ValidationException", self.macie.untag_resource, resourceArn=self.arn, tagKeys=[],
                     message="Value null at 'tagKeys' failed to satisfy constraint: Member must not be null")

    def test_arns(self):
        for arn in ("x", "arn:aws:s3:::bucket", "arn:aws:macie2:us-east-1:12:classification-job/x"):
            self.refused(400, "ValidationException", self.macie.list_tags_for_resource, resourceArn=arn)
        unknown = self.arn[:-1] + ("0" if self.arn[-1] != "0" else "1")
        for arn in (unknown, self.arn.replace("us-east-1", "eu-west-1"), self.arn.replace(self.account, "999999999999"),
                    self.arn.replace("classification-job", "findings-filter")):
            for call, args in ((self.macie.list_tags_for_resource, {}), (self.macie.tag_resource, {"tags": {"a": "b"}}),
                               (self.macie.untag_resource, {"tagKeys": ["a"]})):
                self.refused(404, "ResourceNotFoundException", call, resourceArn=arn, **args)

    def test_finished_jobs_can_be_tagged(self):
        self.wait_for(self.job_id, "COMPLETE")
        self.macie.tag_resource(resourceArn=self.arn, tags={"late": "1"})
        self.assertEqual("1", self.tags()["late"])
