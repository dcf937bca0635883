"""GetUsageTotals, GetUsageStatistics (behaviour 14.1)."""
import os
import tempfile
import unittest

from support import Case, Server

TYPES = ["SENSITIVE_DATA_DISCOVERY", "AUTOMATED_SENSITIVE_DATA_DISCOVERY", "DATA_INVENTORY_EVALUATION",
         "AUTOMATED_OBJECT_MONITORING"]
MEMBERS = ["300000000001", "300000000002", "300000000003"]


def costs(usage):
    return [entry["estimatedCost"] for entry in usage]


class Usage(Case):
    """The clock is one for all: each test sets it anew, with all that was there."""

    def setUp(self):
        super().setUp()
        self.clock("2031-01-01T00:00:00Z")

    def clock(self, now):
        self.server.control("PUT", "clock", {"now": now, "frozen": True, "reset": True})

    def advance(self, by):
        self.server.control("POST", "clock/advance", {"by": by})

    def totals(self, **kwargs):
        return costs(self.macie.get_usage_totals(**kwargs)["usageTotals"])

    def records(self, **kwargs):
        return self.macie.get_usage_statistics(**kwargs)["records"]

    def organization(self):
        """Three members with 1, 2 and 3 buckets; the second was suspended this very moment. Enabled on different days."""
        accounts = {self.account: {"us-east-1": {
            "session": {"createdAt": "2030-12-20T00:00:00Z"},
            "members": [{"accountId": MEMBERS[0], "email": "a@example.com", "relationshipStatus": "Enabled"},
                        {"accountId": MEMBERS[1], "email": "b@example.com", "relationshipStatus": "Paused"},
                        {"accountId": MEMBERS[2], "email": "c@example.com", "relationshipStatus": "Enabled"},
                        {"accountId": "300000000004", "email": "d@example.com", "relationshipStatus": "Removed"}]}}}
        for i, member in enumerate(MEMBERS):
            paused = i == 1
            accounts[member] = {"us-east-1": {
                "session": {"createdAt": f"2030-12-{22 + i}T00:00:00Z", "updatedAt": "2031-01-01T00:00:00Z",
                            "status": "PAUSED" if paused else "ENABLED"},
                "administrator": {"accountId": self.account, "relationshipStatus": "Paused" if paused else "Enabled"},
                "buckets": [{"bucketName": f"member-{i}-{n}"} for n in range(i + 1)]}}
        self.server.control("PUT", "state", {"version": 1, "accounts": accounts})

    def test_nothing_costs_nothing(self):
        answer = self.macie.get_usage_totals()
        self.assertEqual("PAST_30_DAYS", answer["timeRange"])
        self.assertEqual([{"currency": "USD", "estimatedCost": "0", "type": kind} for kind in TYPES],
                         answer["usageTotals"])

    def test_buckets_cost_by_the_day(self):
        self.put(*({"bucketName": f"bucket-{i}"} for i in range(3)))
        self.macie.enable_macie()
        self.advance("PT23H59M59S")
        self.assertEqual("0", self.totals()[2])
        self.advance("PT1S")
        self.assertEqual("0.01", self.totals()[2])
        self.advance("P6D")
        self.assertEqual("0.07", self.totals()[2])
        self.put({"bucketName": "one-more"})
        self.assertEqual("0.093333", self.totals()[2])

    def test_the_time_ranges(self):
        self.put(*({"bucketName": f"bucket-{i}"} for i in range(3)))
        self.macie.enable_macie()
        self.advance("P40D")  # the tenth of February
        self.assertEqual("0.30", self.totals()[2])
        self.assertEqual("0.30", self.totals(timeRange="PAST_30_DAYS")[2])
        self.assertEqual("0.09", self.totals(timeRange="MONTH_TO_DATE")[2])
        answer = self.macie.get_usage_statistics(timeRange="MONTH_TO_DATE")
        self.assertEqual("MONTH_TO_DATE", answer["timeRange"])
        self.assertEqual("0.09", answer["records"][0]["usage"][2]["estimatedCost"])
        self.refused(400, "ValidationException", self.macie.get_usage_totals, timeRange="LAST_WEEK",
                     message=r"'LAST_WEEK' at 'timeRange' .* \[MONTH_TO_DATE, PAST_30_DAYS\]")
        self.refused(400, "ValidationException", self.macie.get_usage_statistics, timeRange="LAST_WEEK")

    def test_monitored_objects_cost_while_discovery_is_on(self):
        self.put({"bucketName": "large", "objectCount": 3_000_000}, {"bucketName": "small", "objectCount": 100_000})
        self.macie.enable_macie()
        self.advance("P5D")
        self.macie.update_automated_discovery_configuration(status="ENABLED")
        self.assertEqual("0", self.totals()[3])
        self.advance("P3D")
        self.assertEqual("0.031", self.totals()[3])  # 3.1 million objects at 0.10 a million, 3 days of 30
        self.macie.update_resource_profile(resourceArn="arn:aws:s3:::large", sensitivityScoreOverride=100)
        self.assertEqual("0.001", self.totals()[3])
        self.macie.update_automated_discovery_configuration(status="DISABLED")
        self.assertEqual("0", self.totals()[3])

    def test_a_suspended_session_costs_nothing_more(self):
        self.put({"bucketName": "bucket"})
        self.macie.enable_macie()
        self.advance("P3D")
        self.macie.update_macie_session(status="PAUSED")
        self.advance("P10D")
        self.assertEqual("0.01", self.totals()[2])

    def test_bytes_of_resource_profiles(self):
        gigabyte = 2 ** 30
        self.server.control("PUT", "state", {"version": 1, "accounts": {self.account: {"us-east-1": {
            "buckets": [{"bucketName": "now"}, {"bucketName": "then"}],
            "resourceProfiles": [
                {"bucketName": "now", "profileUpdatedAt": "2030-12-31T00:00:00Z",
                 "statistics": {"totalBytesClassified": 3 * gigabyte // 2}},
                {"bucketName": "then", "profileUpdatedAt": "2030-11-01T00:00:00Z",
                 "statistics": {"totalBytesClassified": gigabyte}}]}}}})
        self.assertEqual(["0", "1.50"], self.totals()[:2])

    def test_a_record(self):
        self.put(*({"bucketName": f"bucket-{i}"} for i in range(3)))
        self.macie.enable_macie()
        self.advance("P1D")
        self.macie.update_automated_discovery_configuration(status="ENABLED")
        (record,) = self.records()
        self.assertEqual(self.account, record["accountId"])
        self.assertEqual("2031-01-01T00:00:00+00:00", record["freeTrialStartDate"].isoformat())
        self.assertEqual("2031-01-02T00:00:00+00:00", record["automatedDiscoveryFreeTrialStartDate"].isoformat())
        self.assertEqual(TYPES, [entry["type"] for entry in record["usage"]])
        self.assertEqual({"isServiceLimited": False, "unit": "TERABYTES", "value": 5}, record["usage"][0]["serviceLimit"])
        for entry in record["usage"][1:]:
            self.assertNotIn("serviceLimit", entry)
        self.assertEqual(["0", "0", "0.01", "0"], costs(record["usage"]))

    def test_discovery_that_never_was(self):
        self.assertNotIn("automatedDiscoveryFreeTrialStartDate", self.records()[0])

    def test_an_administrator_sees_its_members_a_member_itself(self):
        self.organization()
        self.assertEqual(sorted([self.account, *MEMBERS]), [record["accountId"] for record in self.records()])
        # 10, 9 and 8 days of 1, 2 and 3 buckets, rounded account by account.
        self.assertEqual("0.173333", self.totals()[2])
        member = self.server.client(MEMBERS[1])
        self.assertEqual([MEMBERS[1]], [r["accountId"] for r in member.get_usage_statistics()["records"]])
        self.assertEqual("0.06", costs(member.get_usage_totals()["usageTotals"])[2])

    def test_sorts(self):
        self.organization()
        own = self.account

        def order(**sort_by):
            return [record["accountId"] for record in self.records(sortBy=sort_by)]
        self.assertEqual([own, *MEMBERS], order(key="accountId"))
        self.assertEqual([*reversed(MEMBERS), own], order(key="accountId", orderBy="DESC"))
        self.assertEqual([own, *MEMBERS], order(key="total", orderBy="ASC"))
        self.assertEqual([*reversed(MEMBERS), own], order(key="total", orderBy="DESC"))
        self.assertEqual([own, *MEMBERS], order(key="freeTrialStartDate", orderBy="ASC"))
        self.assertEqual([*reversed(MEMBERS), own], order(key="freeTrialStartDate", orderBy="DESC"))
        self.assertEqual([own, *MEMBERS], order(key="serviceLimitValue", orderBy="DESC"))  # all alike

    def test_filters(self):
        self.organization()

        def found(*filters):
            return [record["accountId"] for record in self.records(filterBy=[
                {"key": key, "comparator": comparator, "values": list(values)} for key, comparator, *values in filters])]
        self.assertEqual([MEMBERS[0], MEMBERS[2]],
                         found(("accountId", "CONTAINS", MEMBERS[2], MEMBERS[0], "999999999999")))
        self.assertEqual([], found(("accountId", "CONTAINS", "3000")))
        self.assertEqual(4, len(found(("serviceLimit", "EQ", "false"))))
        self.assertEqual(4, len(found(("serviceLimit", "NE", "true"))))
        self.assertEqual([], found(("serviceLimit", "EQ", "true")))
        self.assertEqual(MEMBERS[1:], found(("total", "GTE", "0.06")))
        self.assertEqual(MEMBERS[2:], found(("total", "GT", "0.06")))
        self.assertEqual([MEMBERS[1]], found(("total", "EQ", "0.060000")))
        self.assertEqual([self.account, MEMBERS[0], MEMBERS[2]], found(("total", "NE", "0.06")))
        self.assertEqual([self.account], found(("total", "LT", "0.01")))
        self.assertEqual(MEMBERS[1:], found(("freeTrialStartDate", "GT", "2030-12-22T00:00:00Z")))
        self.assertEqual([self.account, MEMBERS[0]], found(("freeTrialStartDate", "LTE", "2030-12-22T00:00:00Z")))
        self.assertEqual([MEMBERS[1]],
                         found(("freeTrialStartDate", "GT", "2030-12-22T00:00:00Z"), ("total", "LTE", "0.06")))

    def test_filters_that_are_refused(self):
        for key, comparator, values, message in (
                ("accountId", "EQ", ["1"], "can't be EQ for accountId; allowed: CONTAINS"),
                ("serviceLimit", "GT", ["true"], "allowed: EQ, NE"),
                ("serviceLimit", "EQ", ["maybe"], "'true' or 'false'; 'maybe' given"),
                ("total", "CONTAINS", ["1"], "allowed: GT, GTE, LT, LTE, EQ, NE"),
                ("total", "EQ", ["1e3"], "an amount in dollars"),
                ("total", "EQ", ["1", "2"], "must have one value for total; 2 given"),
                ("freeTrialStartDate", "EQ", ["yesterday"], "a time such as"),
                ("total", "EQ", [], "filterBy.1.member.values"),
                ("cost", "EQ", ["1"], "filterBy.1.member.key")):
            with self.subTest(key=key, comparator=comparator, values=values):
                self.refused(400, "ValidationException", self.macie.get_usage_statistics, message=message,
                             filterBy=[{"key": key, "comparator": comparator, "values": values}])
        self.refused(400, "ValidationException", self.macie.get_usage_statistics, filterBy=[{"key": "total"}])

    def test_pages(self):
        self.organization()
        for key in ("accountId", "total", "freeTrialStartDate", "serviceLimitValue"):
            for direction in ("ASC", "DESC"):
                sort = {"sortBy": {"key": key, "orderBy": direction}}
                pages = list(self.macie.get_paginator("get_usage_statistics").paginate(
                    PaginationConfig={"PageSize": 1}, **sort))
                self.assertEqual(4, len(pages))
                self.assertEqual(self.records(**sort), [record for page in pages for record in page["records"]])
        token = self.macie.get_usage_statistics(maxResults=1)["nextToken"]
        self.refused(400, "ValidationException", self.macie.get_usage_statistics, nextToken=token,
                     timeRange="MONTH_TO_DATE", message="nextToken")
        self.refused(400, "ValidationException", self.macie.get_usage_statistics, maxResults=0)

    def test_macie_that_is_off(self):
        self.macie.disable_macie()
        for call in (self.macie.get_usage_totals, self.macie.get_usage_statistics):
            self.assertEqual("Macie is not enabled.", self.refused(403, "AccessDeniedException", call))


class Kept(unittest.TestCase):
    def test_costs_survive_a_restart(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            server.control("PUT", "clock", {"now": "2031-01-01T00:00:00Z", "frozen": True, "reset": True})
            server.put_buckets([{"bucketName": "some", "objectCount": 1_000_000}])
            macie = server.client()
            macie.enable_macie()
            macie.update_automated_discovery_configuration(status="ENABLED")
            server.control("POST", "clock/advance", {"by": "P15D"})
            before = macie.get_usage_totals()["usageTotals"]
            self.assertEqual(["0", "0", "0.05", "0.05"], costs(before))
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual(before, server.client().get_usage_totals()["usageTotals"])
            exported = server.raw("GET", "/_macie-local/state")[2]
            server.control("POST", "reset")
            self.assertEqual(["0"] * 4, costs(server.client().get_usage_totals()["usageTotals"]))
            server.control("PUT", "state", exported)
            self.assertEqual(before, server.client().get_usage_totals()["usageTotals"])


if __name__ == "__main__":
    unittest.main()
