"""Automated discovery over accounts: ListAutomatedDiscoveryAccounts, BatchUpdateAutomatedDiscoveryAccounts, what the
configuration of an administrator does to its members (behaviour 12), and which buckets are monitored."""
import os
import tempfile
import unittest

from support import Case, Connection, Server

MEMBERS = ["300000000021", "300000000022", "300000000023"]
PAUSED, REMOVED, STRANGER = "300000000024", "300000000025", "999999999999"
ON, OFF = "ENABLED", "DISABLED"


def buckets(*names):
    return [{"bucketName": name, "objectCount": 1} for name in names]


class Accounts(Case):
    """Debian's boto3 knows neither operation: requests go by hand."""

    def setUp(self):
        super().setUp()
        members = [(member, "Enabled") for member in MEMBERS] + [(PAUSED, "Paused"), (REMOVED, "Removed")]
        accounts = {self.account: {"us-east-1": {
            "buckets": buckets("own"),
            "members": [{"accountId": member, "email": "a@example.com", "relationshipStatus": status}
                        for member, status in members]}}}
        for member, status in members:
            accounts[member] = {"us-east-1": {"buckets": buckets(f"of-{member}")}}
            if status != "Removed":
                accounts[member]["us-east-1"]["administrator"] = {
                    "accountId": self.account, "relationshipStatus": status}
        self.server.control("PUT", "state", {"version": 1, "accounts": accounts})
        self.call = self.connect(self.account)

    def connect(self, account):
        connection = Connection(self.server, account)
        self.addCleanup(connection.close)
        return connection

    def configure(self, status, mode=None):
        body = {"status": status}
        if mode is not None:
            body["autoEnableOrganizationMembers"] = mode
        self.call("PUT", "/automated-discovery/configuration", body)

    def states(self, query=""):
        answer = self.call("GET", "/automated-discovery/accounts" + query)
        self.assertIsNone(answer["nextToken"])
        return {item["accountId"]: item["status"] for item in answer["items"]}

    def update(self, *updates, expect=200):
        return self.call("PATCH", "/automated-discovery/accounts", {
            "accounts": [{"accountId": account, "status": status} for account, status in updates]}, expect)

    def monitored(self, account):  # of its own buckets: an administrator sees others too
        return [bucket["bucketName"] for bucket in self.connect(account)("POST", "/datasources/s3", {})["buckets"]
                if bucket["automatedDiscoveryMonitoringStatus"] == "MONITORED" and bucket["accountId"] == account]

    def test_own_account_and_members_in_their_order(self):
        self.assertEqual(dict.fromkeys([self.account, *MEMBERS, PAUSED], OFF), self.states())
        self.assertEqual(sorted([self.account, *MEMBERS, PAUSED]), list(self.states()))
        self.assertEqual({MEMBERS[1]: OFF, self.account: OFF}, self.states(
            f"?accountIds={MEMBERS[1]}&accountIds={self.account}&accountIds={STRANGER}&accountIds={REMOVED}"))
        self.assertEqual({STRANGER: OFF}, {item["accountId"]: item["status"] for item in self.connect(STRANGER)(
            "GET", "/automated-discovery/accounts")["items"]})

    def test_pages(self):
        seen, token = [], ""
        while token is not None:
            answer = self.call("GET", "/automated-discovery/accounts?maxResults=2" + (token and f"&nextToken={token}"))
            self.assertLessEqual(len(answer["items"]), 2)
            seen += [item["accountId"] for item in answer["items"]]
            token = answer["nextToken"]
        self.assertEqual(sorted([self.account, *MEMBERS, PAUSED]), seen)
        token = self.call("GET", "/automated-discovery/accounts?maxResults=2")["nextToken"]
        self.call("GET", f"/automated-discovery/accounts?accountIds={MEMBERS[0]}&nextToken={token}", expect=400)
        self.call("GET", "/automated-discovery/accounts?maxResults=26", expect=400)
        fifty = "&".join(f"accountIds={300000000000 + i}" for i in range(50))
        self.call("GET", "/automated-discovery/accounts?" + fifty)
        self.call("GET", f"/automated-discovery/accounts?{fifty}&accountIds=1", expect=400)

    def test_all_turns_everyone_on(self):
        self.configure(ON)  # ALL is the default
        self.assertEqual(dict.fromkeys([self.account, *MEMBERS, PAUSED], ON), self.states())
        self.assertEqual(["own"], self.monitored(self.account))
        self.assertEqual([f"of-{MEMBERS[0]}"], self.monitored(MEMBERS[0]))
        self.assertEqual([], self.monitored(REMOVED))

    def test_new_and_none_leave_the_members_as_they_are(self):
        for mode in ("NEW", "NONE"):
            self.configure(ON, mode)
            self.assertEqual({**dict.fromkeys([*MEMBERS, PAUSED], OFF), self.account: ON}, self.states())
        self.configure(ON, "ALL")
        self.configure(ON, "NONE")
        self.assertEqual(dict.fromkeys([self.account, *MEMBERS, PAUSED], ON), self.states())

    def test_off_turns_everyone_off(self):
        self.configure(ON)
        self.configure(OFF, "NONE")
        self.assertEqual(dict.fromkeys([self.account, *MEMBERS, PAUSED], OFF), self.states())
        self.assertEqual([], self.monitored(MEMBERS[0]))

    def test_single_accounts(self):
        self.configure(ON, "NONE")
        self.assertEqual({"errors": []}, self.update((MEMBERS[0], ON), (MEMBERS[2], ON)))
        self.assertEqual({**dict.fromkeys([self.account, MEMBERS[0], MEMBERS[2]], ON), MEMBERS[1]: OFF, PAUSED: OFF},
                         self.states())
        self.assertEqual([f"of-{MEMBERS[0]}"], self.monitored(MEMBERS[0]))
        self.assertEqual({"errors": []}, self.update((MEMBERS[0], OFF)))
        self.assertEqual(OFF, self.states()[MEMBERS[0]])
        self.assertEqual([], self.monitored(MEMBERS[0]))
        self.assertEqual({"errors": []}, self.update())
        self.assertEqual({"errors": []}, self.call("PATCH", "/automated-discovery/accounts", {}))

    def test_what_can_not_be_changed_is_told_and_the_rest_done(self):
        self.configure(ON, "NEW")
        self.connect(MEMBERS[1])("PATCH", "/macie", {"status": "PAUSED"})
        self.assertEqual({"errors": [{"accountId": STRANGER, "errorCode": "ACCOUNT_NOT_FOUND"},
                                     {"accountId": PAUSED, "errorCode": "ACCOUNT_PAUSED"},
                                     {"accountId": MEMBERS[1], "errorCode": "ACCOUNT_PAUSED"},
                                     {"accountId": REMOVED, "errorCode": "ACCOUNT_NOT_FOUND"}]},
                         self.update((STRANGER, ON), (PAUSED, ON), (MEMBERS[1], ON), (MEMBERS[0], ON), (REMOVED, ON)))
        self.assertEqual(ON, self.states()[MEMBERS[0]])
        answer = self.update((PAUSED, ON), (STRANGER, ON), expect=400)
        self.assertEqual(f"The request failed because none of the accounts could be changed; the first is '{PAUSED}' with "
                         "ACCOUNT_PAUSED.", answer["message"])
        self.assertEqual(OFF, self.states()[PAUSED])

    def test_when_nothing_can_be_changed(self):
        answer = self.update((MEMBERS[0], ON), expect=409)
        self.assertRegex(answer["message"], "discovery isn't enabled for your account")
        self.configure(ON, "ALL")
        answer = self.update((MEMBERS[0], OFF), expect=409)
        self.assertEqual("Cannot modify account states while auto-enable is set to ALL.", answer["message"])
        self.assertEqual(ON, self.states()[MEMBERS[0]])

    def test_requests_that_are_malformed(self):
        self.configure(ON, "NONE")
        for accounts in ([{"accountId": MEMBERS[0]}], [{"status": ON}], [{"accountId": MEMBERS[0], "status": "MAYBE"}],
                         [{"accountId": MEMBERS[0], "status": ON}] * 1001):
            self.call("PATCH", "/automated-discovery/accounts", {"accounts": accounts}, expect=400)
        self.assertEqual(OFF, self.states()[MEMBERS[0]])

    def test_a_member_has_no_say(self):
        member = self.connect(MEMBERS[0])
        scope = self.call("GET", "/classification-scopes")["classificationScopes"][0]["id"]
        for method, target, body in (
                ("GET", "/automated-discovery/accounts", None),
                ("PATCH", "/automated-discovery/accounts", {"accounts": []}),
                ("GET", "/automated-discovery/configuration", None),
                ("PUT", "/automated-discovery/configuration", {"status": ON}),
                ("GET", "/classification-scopes", None),
                ("GET", f"/classification-scopes/{scope}", None),
                ("PATCH", f"/classification-scopes/{scope}", {}),
                ("GET", "/templates/sensitivity-inspections", None),
                ("GET", f"/templates/sensitivity-inspections/{scope}", None),
                ("PUT", f"/templates/sensitivity-inspections/{scope}", {})):
            with self.subTest(method=method, target=target):
                answer = member(method, target, body, expect=403)
                self.assertEqual("The request failed because automated sensitive data discovery is managed by the Macie "
                                 "administrator of your account.", answer["message"])
        self.assertEqual(OFF, self.states()[MEMBERS[0]])

    def test_the_times_of_a_member_are_its_own(self):
        self.server.control("PUT", "clock", {"now": "2040-01-01T00:00:00Z", "frozen": True})
        self.configure(ON, "NONE")
        self.server.control("POST", "clock/advance", {"by": "P1D"})
        self.update((MEMBERS[0], ON))
        self.server.control("POST", "clock/advance", {"by": "P1D"})
        self.configure(ON, "ALL")  # finds the first one on
        state = self.server.control("GET", f"state?account={MEMBERS[0]}")["accounts"][MEMBERS[0]]["us-east-1"]
        self.assertEqual({"status": ON, "firstEnabledAt": "2040-01-02T00:00:00Z", "enabledAt": "2040-01-02T00:00:00Z",
                          "lastUpdatedAt": "2040-01-02T00:00:00Z"}, state["settings"]["automatedDiscovery"])
        self.server.control("PUT", "clock", {"real": True, "reset": True})

    def test_the_scope_of_the_administrator_holds_for_its_members(self):
        self.configure(ON)
        scope = self.call("GET", "/classification-scopes")["classificationScopes"][0]["id"]

        def exclude(operation, *names, expect=200):
            self.call("PATCH", f"/classification-scopes/{scope}", {"s3": {"excludes": {
                "bucketNames": list(names), "operation": operation}}}, expect)
        exclude("ADD", f"of-{MEMBERS[0]}")
        self.assertEqual([], self.monitored(MEMBERS[0]))
        self.assertEqual([f"of-{MEMBERS[1]}"], self.monitored(MEMBERS[1]))
        exclude("REPLACE", "own")
        self.assertEqual([f"of-{MEMBERS[0]}"], self.monitored(MEMBERS[0]))
        self.assertEqual([], self.monitored(self.account))
        exclude("ADD", f"of-{REMOVED}", expect=400)


class Monitoring(Case):
    def status(self, name="payroll"):
        connection = Connection(self.server, self.account)
        self.addCleanup(connection.close)
        answer = connection("POST", "/datasources/s3", {"criteria": {"bucketName": {"eq": [name]}}})
        return answer["buckets"][0]["automatedDiscoveryMonitoringStatus"]

    def switch(self, status):
        self.macie.update_automated_discovery_configuration(status=status)

    def test_it_follows_the_switch_the_scope_and_the_override(self):
        self.put(*buckets("payroll", "other"), {"bucketName": "locked", "errorCode": "ACCESS_DENIED"})
        self.assertEqual("NOT_MONITORED", self.status())
        self.switch(ON)
        self.assertEqual("MONITORED", self.status())
        self.assertEqual("NOT_MONITORED", self.status("locked"))
        scope = self.macie.list_classification_scopes()["classificationScopes"][0]["id"]
        for operation, status in (("ADD", "NOT_MONITORED"), ("REMOVE", "MONITORED")):
            self.macie.update_classification_scope(id=scope, s3={"excludes": {
                "bucketNames": ["payroll"], "operation": operation}})
            self.assertEqual(status, self.status())
        of = {"resourceArn": "arn:aws:s3:::payroll"}
        self.macie.update_resource_profile(sensitivityScoreOverride=100, **of)
        self.assertEqual("NOT_MONITORED", self.status())
        self.assertEqual("MONITORED", self.status("other"))
        self.switch(OFF)
        self.switch(ON)
        self.assertEqual("NOT_MONITORED", self.status())
        self.macie.update_resource_profile(**of)
        self.assertEqual("MONITORED", self.status())
        self.macie.disable_macie()
        self.macie.enable_macie()
        self.assertEqual("NOT_MONITORED", self.status())

    def test_criteria_find_it(self):
        self.put(*buckets("payroll", "other"))
        self.switch(ON)
        found = self.macie.describe_buckets(criteria={"automatedDiscoveryMonitoringStatus": {"eq": ["MONITORED"]}})
        self.assertEqual(2, len(found["buckets"]))

    def test_a_bucket_that_is_loaded_follows_unless_it_is_told(self):
        self.switch(ON)
        self.put(*buckets("payroll"), {"bucketName": "told", "automatedDiscoveryMonitoringStatus": "NOT_MONITORED"})
        self.assertEqual(["MONITORED", "NOT_MONITORED"], [self.status(), self.status("told")])
        self.switch(ON)
        self.assertEqual("MONITORED", self.status("told"))

    def test_settings_and_profiles_of_a_document(self):
        self.server.control("PUT", "state", {"version": 1, "accounts": {self.account: {"us-east-1": {
            "settings": {"automatedDiscovery": {"status": ON, "excludedBucketNames": ["excluded"]}},
            "resourceProfiles": [{"bucketName": "overridden", "sensitivityScoreOverridden": True}],
            "buckets": buckets("payroll", "excluded", "overridden")}}}})
        self.assertEqual(["MONITORED", "NOT_MONITORED", "NOT_MONITORED"],
                         [self.status(name) for name in ("payroll", "excluded", "overridden")])
        answer = self.macie.get_automated_discovery_configuration()
        self.assertEqual(ON, answer["status"])


class Kept(unittest.TestCase):
    def test_states_survive_a_kill_and_an_export(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            server.put_buckets(buckets("payroll"))
            server.client().update_automated_discovery_configuration(status=ON)
            exported = server.raw("GET", "/_macie-local/state")[2]
            self.assertIn(b'"automatedDiscoveryMonitoringStatus":"MONITORED"', exported)
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            server.control("POST", "reset")
            self.assertEqual(OFF, server.client().get_automated_discovery_configuration()["status"])
            server.control("PUT", "state", exported)
            self.assertEqual(exported, server.raw("GET", "/_macie-local/state")[2])
            self.assertEqual(ON, server.client().get_automated_discovery_configuration()["status"])


if __name__ == "__main__":
    unittest.main()
