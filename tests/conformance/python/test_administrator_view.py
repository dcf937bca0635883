"""What an administrator sees of members' buckets: DescribeBuckets, GetBucketStatistics, SearchResources (behaviour B.1)."""
import unittest

from support import Case

ADMIN, FIRST, SECOND, PAUSED, STRANGER = ("10000000000%d" % i for i in range(5))
REGION = "us-east-1"
LONG = "bucket-"  # what every name begins with


def bucket(name, size, **more):
    return {"bucketName": LONG + name, "sizeInBytes": size, "objectCount": 1, **more}


def member(account, status):
    return {"accountId": account, "email": "a@example.com", "relationshipStatus": status}


def state():
    """An administrator with three members, one of them paused, and a stranger; names are shared on purpose."""
    accounts = {
        ADMIN: {"members": [member(FIRST, "Enabled"), member(SECOND, "Enabled"), member(PAUSED, "Paused")],
                "buckets": [bucket("b", 50), bucket("d", 20)]},
        FIRST: {"administrator": {"accountId": ADMIN, "relationshipStatus": "Enabled"},
                "buckets": [bucket("a", 20), bucket("d", 20), bucket("e", 5)]},
        SECOND: {"administrator": {"accountId": ADMIN, "relationshipStatus": "Enabled"},
                 "buckets": [bucket("c", 20), bucket("d", 20)]},
        PAUSED: {"administrator": {"accountId": ADMIN, "relationshipStatus": "Paused"}, "buckets": [bucket("p", 1)]},
        STRANGER: {"buckets": [bucket("s", 1)]}}
    return {"version": 1, "accounts": {account: {REGION: rest} for account, rest in accounts.items()}}


class View(Case):
    def setUp(self):
        self.server.control("PUT", "state", state())
        self.macie = self.server.client(ADMIN)

    def names(self, size=50, **question):
        """(account's last digit, bucket name) of every bucket, over pages of `size`."""
        found, token = [], {}
        while True:
            page = self.macie.describe_buckets(maxResults=size, **question, **token)
            self.assertLessEqual(len(page["buckets"]), size)
            found += [(int(b["accountId"][-1]), b["bucketName"][-1]) for b in page["buckets"]]
            if not page.get("nextToken"):
                return found
            token = {"nextToken": page["nextToken"]}

    ALL = [(1, "a"), (0, "b"), (2, "c"), (0, "d"), (1, "d"), (2, "d"), (1, "e")]

    def test_own_buckets_and_those_of_enabled_members_in_one_order(self):
        for size in range(1, 9):
            self.assertEqual(self.ALL, self.names(size), size)

    def test_sorts_go_across_accounts(self):
        by_size = {"attributeName": "sizeInBytes", "orderBy": "DESC"}
        wanted = [(0, "b"), (1, "a"), (2, "c"), (0, "d"), (1, "d"), (2, "d"), (1, "e")]
        for size in range(1, 9):
            self.assertEqual(wanted, self.names(size, sortCriteria=by_size), size)

    def test_criteria_choose_accounts(self):
        self.assertEqual([(2, "c"), (2, "d")], self.names(1, criteria={"accountId": {"eq": [SECOND, PAUSED]}}))
        self.assertEqual([(0, "d"), (1, "d"), (2, "d")], self.names(2, criteria={"bucketName": {"eq": [LONG + "d"]}}))

    def test_a_member_sees_its_own_only(self):
        self.macie = self.server.client(FIRST)
        self.assertEqual([(1, "a"), (1, "d"), (1, "e")], self.names())

    def test_a_page_goes_on_when_a_member_is_lost(self):
        page = self.macie.describe_buckets(maxResults=5)  # ends with the first member's d
        document = state()
        del document["accounts"][ADMIN][REGION]["members"][0]
        del document["accounts"][FIRST][REGION]["administrator"]
        self.server.control("PUT", "state", document)
        rest = self.macie.describe_buckets(maxResults=5, nextToken=page["nextToken"])["buckets"]
        self.assertEqual([(SECOND, LONG + "d")], [(b["accountId"], b["bucketName"]) for b in rest])

    def test_statistics_sum_over_accounts(self):
        every = self.macie.get_bucket_statistics()
        self.assertEqual((7, 155), (every["bucketCount"], every["sizeInBytes"]))
        one = self.macie.get_bucket_statistics(accountId=FIRST)
        self.assertEqual((3, 45), (one["bucketCount"], one["sizeInBytes"]))
        self.assertEqual(0, self.macie.get_bucket_statistics(accountId=STRANGER)["bucketCount"])

    def test_search_goes_across_accounts(self):
        found, token = [], {}
        while True:
            page = self.macie.search_resources(
                maxResults=2, **token, sortCriteria={"attributeName": "RESOURCE_NAME", "orderBy": "DESC"},
                bucketCriteria={"excludes": {"and": [{"simpleCriterion": {
                    "comparator": "EQ", "key": "ACCOUNT_ID", "values": [SECOND]}}]}})
            found += [r["matchingBucket"] for r in page["matchingResources"]]
            if not page.get("nextToken"):
                break
            token = {"nextToken": page["nextToken"]}
        self.assertEqual([(1, "e"), (0, "d"), (1, "d"), (0, "b"), (1, "a")],
                         [(int(b["accountId"][-1]), b["bucketName"][-1]) for b in found])


if __name__ == "__main__":
    unittest.main()
