"""Organizations: the control plane's list of accounts, the delegated administrator, and how accounts come and go
(behaviour 15)."""
import os
import tempfile
import unittest

from support import ACCOUNT, Case, Server, until

EXISTS = ("The request failed because an account is already enabled as the Macie delegated administrator for the "
          "organization")
MUST_BE_ADMINISTRATOR = "you must be the Macie administrator for an organization"


class Organization(Case):
    """self.macie is the management account's, self.admin the security account's, self.member another's."""

    def setUp(self):
        super().setUp()
        self.admin_id, self.admin = self.another()
        self.member_id, self.member = self.another()
        self.accounts = {self.admin_id: "ACTIVE", self.member_id: "ACTIVE"}
        self.put()

    def another(self):
        Case._accounts += 1
        account = "%012d" % (200000000000 + Case._accounts)
        return account, self.server.client(account)

    def put(self, expect=200, **changes):
        """The organization as self.accounts says, {account: status}."""
        return self.server.control("PUT", f"organization?account={self.account}", {
            "managementAccountId": self.account,
            "accounts": [{"accountId": account, "email": "a@b.c", "status": status}
                         for account, status in self.accounts.items()], **changes}, expect=expect)

    def delegate(self, auto_enable=False):
        self.macie.enable_organization_admin_account(adminAccountId=self.admin_id)
        if auto_enable:
            self.admin.update_organization_configuration(autoEnable=True)

    def create(self, account):
        return self.admin.create_member(account={"accountId": account, "email": "a@b.c"})["arn"]

    def members(self):
        return {m["accountId"]: m["relationshipStatus"]
                for page in self.admin.get_paginator("list_members").paginate(onlyAssociated="false")
                for m in page["members"]}

    def administrator(self, client=None):
        try:
            answer = (client or self.member).get_administrator_account()["administrator"]
            return answer["accountId"], answer["relationshipStatus"]
        except self.macie.exceptions.ResourceNotFoundException:
            return None


class Delegation(Organization):
    def test_terraforms_admin_account_and_configuration(self):
        self.assertEqual([], self.macie.list_organization_admin_accounts()["adminAccounts"])
        self.macie.enable_organization_admin_account(adminAccountId=self.admin_id, clientToken="t")
        found = until("the administrator", lambda: [
            a for a in self.macie.list_organization_admin_accounts()["adminAccounts"] if a["accountId"] == self.admin_id])
        self.assertEqual([{"accountId": self.admin_id, "status": "ENABLED"}], found)
        described = self.admin.describe_organization_configuration()
        self.assertEqual((False, False), (described["autoEnable"], described["maxAccountLimitReached"]))
        self.admin.update_organization_configuration(autoEnable=True)
        self.assertTrue(self.admin.describe_organization_configuration()["autoEnable"])
        self.macie.disable_organization_admin_account(adminAccountId=self.admin_id)
        self.assertEqual([], self.macie.list_organization_admin_accounts()["adminAccounts"])
        self.refused(403, "AccessDeniedException", self.admin.describe_organization_configuration,
                     message=MUST_BE_ADMINISTRATOR)
        self.refused(404, "ResourceNotFoundException", self.macie.disable_organization_admin_account,
                     adminAccountId=self.admin_id)

    def test_who_may_do_what(self):
        self.refused(403, "AccessDeniedException", self.admin.enable_organization_admin_account,
                     adminAccountId=self.admin_id, message="management account")
        self.refused(403, "AccessDeniedException", self.admin.disable_organization_admin_account,
                     adminAccountId=self.admin_id)
        self.assertEqual([], self.admin.list_organization_admin_accounts()["adminAccounts"])
        outsider = self.another()[0]
        self.refused(400, "ValidationException", self.macie.enable_organization_admin_account,
                     adminAccountId=outsider, message="isn't in your organization")
        self.refused(400, "ValidationException", self.macie.enable_organization_admin_account, adminAccountId="12")
        self.accounts[self.member_id] = "SUSPENDED"
        self.put()
        self.refused(400, "ValidationException", self.macie.enable_organization_admin_account,
                     adminAccountId=self.member_id, message="suspended")
        self.delegate()
        for account in (self.admin_id, self.account):
            message = self.refused(409, "ConflictException", self.macie.enable_organization_admin_account,
                                   adminAccountId=account)
            self.assertEqual(EXISTS, message)
        for client in (self.macie, self.member):
            self.refused(403, "AccessDeniedException", client.update_organization_configuration, autoEnable=True,
                         message=MUST_BE_ADMINISTRATOR)
        self.assertEqual([], self.admin.list_organization_admin_accounts()["adminAccounts"])

    def test_the_management_account_can_be_its_own_administrator(self):
        self.macie.enable_organization_admin_account(adminAccountId=self.account)
        self.macie.create_member(account={"accountId": self.member_id, "email": "a@b.c"})
        self.assertEqual((self.account, "Enabled"), self.administrator())

    def test_regions_have_delegations_of_their_own(self):
        self.delegate()
        elsewhere = self.server.client(self.account, "eu-west-1")
        self.assertEqual([], elsewhere.list_organization_admin_accounts()["adminAccounts"])
        elsewhere.enable_organization_admin_account(adminAccountId=self.member_id)
        self.assertEqual(self.admin_id, self.macie.list_organization_admin_accounts()["adminAccounts"][0]["accountId"])

    def test_a_member_by_invitation_can_not_be_the_administrator_and_an_administrators_members_come_along(self):
        boss_id, boss = self.another()

        def join(client, sender, sender_id, account):
            sender.create_member(account={"accountId": account, "email": "a@b.c"})
            sender.create_invitations(accountIds=[account])
            invitation = client.list_invitations()["invitations"][0]["invitationId"]
            client.accept_invitation(administratorAccountId=sender_id, invitationId=invitation)
        join(self.admin, boss, boss_id, self.admin_id)
        self.refused(400, "ValidationException", self.macie.enable_organization_admin_account,
                     adminAccountId=self.admin_id, message="has a Macie administrator account itself")
        self.admin.disassociate_from_administrator_account()
        join(self.member, self.admin, self.admin_id, self.member_id)
        stranger_id, stranger = self.another()
        join(stranger, self.admin, self.admin_id, stranger_id)
        self.delegate()
        self.refused(403, "AccessDeniedException", self.member.disassociate_from_administrator_account)
        stranger.disassociate_from_administrator_account()
        self.assertEqual({self.member_id: "Enabled", stranger_id: "Resigned"}, self.members())


class Members(Organization):
    def setUp(self):
        super().setUp()
        self.delegate()

    def test_an_added_account_is_a_member_at_once(self):
        self.member.disable_macie()
        arn = self.create(self.member_id)
        self.assertEqual(f"arn:aws:macie2:us-east-1:{self.admin_id}:member/{self.member_id}", arn)
        self.assertEqual("ENABLED", self.member.get_macie_session()["status"])
        entry = self.admin.get_member(id=self.member_id)
        self.assertEqual("Enabled", entry["relationshipStatus"])
        self.assertNotIn("email", entry)
        self.assertNotIn("invitedAt", entry)
        self.assertEqual({"accountId": self.admin_id, "relationshipStatus": "Enabled"},
                         self.member.get_administrator_account()["administrator"])
        self.assertEqual(arn, self.create(self.member_id))
        self.assertEqual({self.member_id: "Enabled"}, self.members())

    def test_the_administrator_suspends_and_resumes_and_the_member_can_not(self):
        self.create(self.member_id)
        self.refused(409, "ConflictException", self.member.update_macie_session, status="PAUSED",
                     message="member through AWS Organizations")
        self.refused(409, "ConflictException", self.member.enable_macie, status="PAUSED")
        self.refused(409, "ConflictException", self.member.disable_macie,
                     message="^Cannot disable Macie while associated with an administrator account$")
        self.refused(403, "AccessDeniedException", self.member.disassociate_from_administrator_account)
        self.assertEqual((self.admin_id, "Enabled"), self.administrator())
        for status, shown in (("PAUSED", "Paused"), ("ENABLED", "Enabled")):
            self.admin.update_member_session(id=self.member_id, status=status)
            self.assertEqual(status, self.member.get_macie_session()["status"])
            self.assertEqual({self.member_id: shown}, self.members())
            self.assertEqual((self.admin_id, shown), self.administrator())

    def test_removed_and_added_again(self):
        self.create(self.member_id)
        self.admin.disassociate_member(id=self.member_id)
        self.assertEqual({self.member_id: "Removed"}, self.members())
        self.assertIsNone(self.administrator())
        self.assertEqual("ENABLED", self.member.get_macie_session()["status"])
        unprocessed = self.admin.create_invitations(accountIds=[self.member_id])["unprocessedAccounts"]
        self.assertRegex(unprocessed[0]["errorMessage"], "belongs to your organization")
        self.create(self.member_id)
        self.assertEqual({self.member_id: "Enabled"}, self.members())

    def test_accounts_that_can_not_be_added(self):
        self.refused(400, "ValidationException", self.admin.disassociate_member, id=self.member_id,
                     message="not an associated member of account")
        other_id, other = self.another()
        other.create_member(account={"accountId": self.member_id, "email": "a@b.c"})
        other.create_invitations(accountIds=[self.member_id])
        self.member.accept_invitation(
            administratorAccountId=other_id, invitationId=self.member.list_invitations()["invitations"][0]["invitationId"])
        self.refused(400, "ValidationException", self.create, self.member_id, message="already has another")
        self.accounts[other_id] = "ACTIVE"
        self.put()
        self.refused(400, "ValidationException", self.create, other_id, message="administrator of other accounts")
        self.accounts[self.another()[0]] = "SUSPENDED"
        self.put()
        self.refused(400, "ValidationException", self.create, list(self.accounts)[-1], message="suspended")
        outsider = self.another()[0]
        self.create(outsider)
        self.assertEqual({outsider: "Created"}, self.members())

    def test_without_its_administrator_members_are_standalone(self):
        self.admin.update_automated_discovery_configuration(status="ENABLED")
        self.create(self.member_id)
        outsider = self.another()[0]
        self.create(outsider)
        partition = self.server.control("GET", f"state?account={self.member_id}")["accounts"][self.member_id]["us-east-1"]
        self.assertEqual("ENABLED", partition["settings"]["automatedDiscovery"]["status"])
        self.macie.disable_organization_admin_account(adminAccountId=self.admin_id)
        self.assertEqual({outsider: "Created"}, self.members())
        self.assertIsNone(self.administrator())
        self.assertEqual("ENABLED", self.member.get_macie_session()["status"])
        self.assertEqual("DISABLED", self.member.get_automated_discovery_configuration()["status"])
        self.admin.disable_macie()


class Accounts(Organization):
    """Accounts come, go, are suspended and come back."""

    def test_those_that_join_are_enabled_when_the_administrator_wants_it(self):
        self.delegate()
        early, _ = self.another()
        self.accounts[early] = "ACTIVE"
        self.put()
        self.assertEqual({}, self.members())
        self.admin.update_organization_configuration(autoEnable=True)
        late, client = self.another()
        tied, suspended, boss_id = self.another()[0], self.another()[0], self.another()[0]
        boss, subject = self.server.client(boss_id), self.server.client(tied)
        boss.create_member(account={"accountId": tied, "email": "a@b.c"})
        boss.create_invitations(accountIds=[tied])
        subject.accept_invitation(administratorAccountId=boss_id,
                                  invitationId=subject.list_invitations()["invitations"][0]["invitationId"])
        client.disable_macie()
        self.accounts.update({late: "ACTIVE", tied: "ACTIVE", suspended: "SUSPENDED"})
        self.put()
        self.assertEqual({late: "Enabled"}, self.members())
        self.assertEqual("ENABLED", client.get_macie_session()["status"])
        self.assertEqual((boss_id, "Enabled"), self.administrator(subject))

    def test_only_in_regions_where_it_is_wanted(self):
        self.delegate()
        elsewhere = self.server.client(self.account, "eu-west-1")
        elsewhere.enable_organization_admin_account(adminAccountId=self.admin_id)
        there = self.server.client(self.admin_id, "eu-west-1")
        there.update_organization_configuration(autoEnable=True)
        late, _ = self.another()
        self.accounts[late] = "ACTIVE"
        self.put()
        self.assertEqual({}, self.members())
        self.assertEqual([late], [m["accountId"] for m in there.list_members()["members"]])

    def test_suspended_accounts_and_those_that_leave(self):
        self.delegate()
        self.create(self.member_id)
        self.accounts[self.member_id] = "SUSPENDED"
        self.put()
        self.assertEqual({self.member_id: "AccountSuspended"}, self.members())
        self.assertEqual([], self.admin.list_members()["members"])
        self.assertEqual((self.admin_id, "AccountSuspended"), self.administrator())
        self.refused(409, "ConflictException", self.admin.delete_member, id=self.member_id)
        self.refused(400, "ValidationException", self.admin.update_member_session, id=self.member_id, status="PAUSED")
        self.accounts[self.member_id] = "ACTIVE"
        self.put()
        self.assertEqual({self.member_id: "Enabled"}, self.members())
        del self.accounts[self.member_id]
        self.put()
        self.assertEqual({self.member_id: "Removed"}, self.members())
        self.assertIsNone(self.administrator())
        self.admin.delete_member(id=self.member_id)

    def test_the_administrator_leaves(self):
        self.delegate()
        self.create(self.member_id)
        del self.accounts[self.admin_id]
        self.put()
        self.assertEqual([], self.macie.list_organization_admin_accounts()["adminAccounts"])
        self.assertIsNone(self.administrator())

    def test_ten_thousand_members_and_no_more(self):
        self.delegate(auto_enable=True)
        self.accounts.update({"%012d" % (800000000000 + i): "ACTIVE" for i in range(10001)})
        self.put()
        self.assertTrue(self.admin.describe_organization_configuration()["maxAccountLimitReached"])
        self.refused(402, "ServiceQuotaExceededException", self.create, "800000010000")
        self.admin.disassociate_member(id="800000000000")
        self.assertFalse(self.admin.describe_organization_configuration()["maxAccountLimitReached"])
        self.create("800000010000")
        self.server.control("DELETE", f"organization?account={self.account}")
        self.assertEqual({}, self.members())


class ControlPlane(Organization):
    def test_it_is_read_replaced_and_removed(self):
        document = self.server.control("GET", f"organization?account={self.account}")
        self.assertEqual({"managementAccountId": self.account, "accounts": [
            {"accountId": account, "email": "a@b.c", "status": "ACTIVE"} for account in self.accounts]}, document)
        self.assertEqual(document, self.server.control("PUT", "organization", document))
        self.server.control("DELETE", f"organization?account={self.account}")
        for method in ("GET", "DELETE"):
            message = self.server.control(method, f"organization?account={self.account}", expect=404)["message"]
            self.assertRegex(message, "manages no organization")

    def test_what_is_refused(self):
        other, _ = self.another()
        self.server.control("PUT", "organization", {"managementAccountId": other})
        entry = {"accountId": self.member_id}
        for changes, message in (
                ({"accounts": [{"accountId": "12"}]}, r"^accounts\[0\].accountId: must be 12 digits; '12' given"),
                ({"accounts": [entry, entry]}, rf"^accounts\[1\].accountId: {self.member_id} is given twice"),
                ({"accounts": [{**entry, "status": "CLOSED"}]}, "must be ACTIVE or SUSPENDED; 'CLOSED' given"),
                ({"accounts": [{"accountId": self.account, "status": "SUSPENDED"}]}, "can't be suspended"),
                ({"accounts": [{"accountId": other}]}, f"{other} is in the organization of {other} already"),
                ({"accounts": [{**entry, "name": "x"}]}, "unknown member"),
                ({"managementAccountId": other}, "^managementAccountId: must be the account whose organization this is"),
                ({"accounts": [{"accountId": "%012d" % i} for i in range(20001)]}, "at most 20000 are taken")):
            self.assertRegex(self.put(expect=400, **changes)["message"], message)
        self.server.control("PUT", "organization", {}, expect=400)
        self.assertEqual(2, len(self.server.control("GET", f"organization?account={self.account}")["accounts"]))
        self.accounts[other] = "ACTIVE"
        self.put(expect=400)
        self.server.control("DELETE", f"organization?account={other}")
        self.put()


class LandingZone(Organization):
    options = ("--session", "strict")

    def test_the_accelerators_sequence_over_three_accounts(self):
        management, admin, log = self.macie, self.admin, self.member
        # Management account: Macie on, then the delegation.
        self.refused(403, "AccessDeniedException", management.get_macie_session)
        management.enable_macie(status="ENABLED")
        until("Macie to be enabled", lambda: management.get_macie_session()["status"] == "ENABLED")
        self.assertEqual([], management.list_organization_admin_accounts()["adminAccounts"])
        management.enable_organization_admin_account(adminAccountId=self.admin_id)
        self.refused(409, "ConflictException", management.enable_organization_admin_account, adminAccountId=self.admin_id)
        # Security account: delegation has enabled Macie there.
        self.assertEqual("ENABLED", admin.get_macie_session()["status"])
        self.refused(409, "ConflictException", admin.enable_macie, message="Macie has already been enabled")
        if not admin.describe_organization_configuration()["autoEnable"]:
            admin.update_organization_configuration(autoEnable=True)
        self.assertEqual({}, self.members())
        for account in (self.account, self.member_id):
            self.create(account)
        self.assertEqual({self.account: "Enabled", self.member_id: "Enabled"}, self.members())
        log.update_macie_session(findingPublishingFrequency="FIFTEEN_MINUTES")
        # A member in Removed is deleted, then created again.
        admin.disassociate_member(id=self.member_id)
        for account, status in self.members().items():
            if status == "Removed":
                admin.delete_member(id=account)
                self.create(account)
        self.assertEqual((self.admin_id, "Enabled"), self.administrator(log))
        # All of it taken back.
        for account in self.members():
            admin.disassociate_member(id=account)
            admin.delete_member(id=account)
        for client in (log, management):
            client.disable_macie()
        accounts = management.list_organization_admin_accounts()["adminAccounts"]
        self.assertEqual(["ENABLED"], [a["status"] for a in accounts])
        management.disable_organization_admin_account(adminAccountId=accounts[0]["accountId"])
        admin.disable_macie()
        self.refused(403, "AccessDeniedException", admin.disable_macie, message="^Macie is not enabled$")
        self.refused(403, "AccessDeniedException", admin.describe_organization_configuration, message="Macie is not enabled")


class Kept(unittest.TestCase):
    ADMIN, MEMBER = "111122223333", "444455556666"

    def state(self, server):
        return server.raw("GET", "/_macie-local/state")[2]

    def begin(self, server):
        server.control("PUT", "organization", {"managementAccountId": ACCOUNT, "accounts": [
            {"accountId": self.ADMIN}, {"accountId": self.MEMBER}]})
        server.client().enable_organization_admin_account(adminAccountId=self.ADMIN)
        admin = server.client(self.ADMIN)
        admin.create_member(account={"accountId": self.MEMBER, "email": "a@b.c"})
        admin.update_organization_configuration(autoEnable=True)

    def test_it_survives_a_kill_and_an_export(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)
            self.begin(server)
            exported = self.state(server)
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual(exported, self.state(server))
            server.control("POST", "reset")
            self.assertEqual([], server.client().list_organization_admin_accounts()["adminAccounts"])
            server.control("PUT", "state", exported)
            self.assertEqual(exported, self.state(server))
            admin = server.client(self.ADMIN)
            self.assertTrue(admin.describe_organization_configuration()["autoEnable"])
            self.assertEqual("Enabled", admin.get_member(id=self.MEMBER)["relationshipStatus"])

    def test_one_accounts_reset_leaves_no_half(self):
        server = Server()
        self.addCleanup(server.stop)
        for account in (ACCOUNT, self.ADMIN, self.MEMBER):
            self.begin(server)
            server.control("POST", f"reset?account={account}")
            admins = server.client().list_organization_admin_accounts()["adminAccounts"]
            self.assertEqual(account == self.MEMBER, admins != [])
            self.assertEqual([], server.client(self.ADMIN).list_members(onlyAssociated="false")["members"])
            with self.assertRaises(server.client().exceptions.ResourceNotFoundException):
                server.client(self.MEMBER).get_administrator_account()
            server.control("POST", "reset")

    def test_seeds_need_one_side_of_a_delegation(self):
        server = Server()
        self.addCleanup(server.stop)
        organization = {"managementAccountId": ACCOUNT, "accounts": [{"accountId": self.ADMIN}, {"accountId": self.MEMBER}]}

        def load(accounts, expect=200):
            return server.control("PUT", "state", {"version": 1, "accounts": accounts}, expect=expect)
        load({ACCOUNT: {"aws-global": {"organization": organization},
                        "us-east-1": {"delegation": {"adminAccountId": self.ADMIN}}},
              self.ADMIN: {"us-east-1": {"members": [{"accountId": self.MEMBER}]}}})
        admin = server.client(self.ADMIN)
        self.assertFalse(admin.describe_organization_configuration()["autoEnable"])
        self.assertEqual({"accountId": self.ADMIN, "relationshipStatus": "Enabled"},
                         server.client(self.MEMBER).get_administrator_account()["administrator"])
        load({ACCOUNT: {"aws-global": {"organization": organization}},
              self.ADMIN: {"us-east-1": {"organizationAdministrator": {"managementAccountId": ACCOUNT}}}})
        self.assertEqual([self.ADMIN], [
            a["accountId"] for a in server.client().list_organization_admin_accounts()["adminAccounts"]])
        delegation = {"us-east-1": {"delegation": {"adminAccountId": "777788889999"}}}
        for accounts, message in (
                ({ACCOUNT: delegation}, "manages no organization"),
                ({ACCOUNT: {"aws-global": {"organization": organization}, **delegation}}, "isn't in the organization"),
                ({self.ADMIN: {"us-east-1": {"organizationAdministrator": {"managementAccountId": ACCOUNT}}}},
                 "isn't in an organization of"),
                ({ACCOUNT: {"us-east-1": {"organization": organization}}}, "it goes under aws-global"),
                ({ACCOUNT: {"aws-global": {"organization": organization}},
                  "777788889999": {"aws-global": {"organization": {"managementAccountId": "777788889999", "accounts": [
                      {"accountId": self.MEMBER}]}}}}, "one organization at most")):
            self.assertRegex(load(accounts, expect=400)["message"], message)


if __name__ == "__main__":
    unittest.main()
