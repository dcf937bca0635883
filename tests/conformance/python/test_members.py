"""Members by invitation: what an administrator and the account it invites do, and what each of the two sees
(behaviour 15)."""
import os
import tempfile
import unittest

from support import ACCOUNT, Case, Server, until

NO_INVITATION = (
    "The request is rejected because the current account has no pending invitation from the given master account ID or is "
    "already an associated member of another master account.")
NO_ADMINISTRATOR = "The request failed because there isn't a delegated Macie administrator for your account"
MEMBER = "111122223333"
OTHER = "444455556666"


def plain(answer):
    return {k: v for k, v in answer.items() if k != "ResponseMetadata"}


class Membership(Case):
    """self.macie is the administrator's, self.member the other account's."""

    def setUp(self):
        super().setUp()
        self.id, self.member = self.another()

    def another(self):
        Case._accounts += 1
        account = "%012d" % (200000000000 + Case._accounts)
        return account, self.server.client(account)

    def create(self, account=None, **more):
        account = account or self.id
        return self.macie.create_member(account={"accountId": account, "email": f"{account}@example.com"}, **more)["arn"]

    def invite(self, *accounts, **more):
        return self.macie.create_invitations(accountIds=list(accounts or [self.id]), **more)["unprocessedAccounts"]

    def invitation(self, client=None, sender=None):
        return next((i for i in (client or self.member).list_invitations()["invitations"]
                     if i["accountId"] == (sender or self.account)), None)

    def accept(self, client=None, sender=None):
        client, sender = client or self.member, sender or self.account
        client.accept_invitation(administratorAccountId=sender,
                                 invitationId=self.invitation(client, sender)["invitationId"])

    def join(self):
        self.create()
        self.assertEqual([], self.invite())
        self.accept()

    def status(self, account=None):
        """The relation's status, which must be the same from wherever it can be seen."""
        account = account or self.id
        entry = plain(self.macie.get_member(id=account))
        listed = self.macie.list_members(onlyAssociated="false")["members"]
        self.assertIn(entry, listed)
        self.assertEqual(entry["relationshipStatus"] in ("Enabled", "Paused"),
                         entry in self.macie.list_members()["members"])
        return entry["relationshipStatus"]

    def administrator(self):
        try:
            return self.member.get_administrator_account()["administrator"]
        except self.member.exceptions.ResourceNotFoundException as error:
            self.assertEqual(NO_ADMINISTRATOR, error.response["Error"]["Message"])
            return None

    def gone(self):
        self.refused(400, "ValidationException", self.macie.get_member, id=self.id,
                     message="account is not associated with your account")


class Administrator(Membership):
    def test_a_member_is_created(self):
        arn = self.create(tags={"team": "hr"})
        self.assertEqual(f"arn:aws:macie2:us-east-1:{self.account}:member/{self.id}", arn)
        member = plain(self.macie.get_member(id=self.id))
        del member["updatedAt"]
        self.assertEqual({
            "accountId": self.id, "administratorAccountId": self.account, "masterAccountId": self.account, "arn": arn,
            "email": f"{self.id}@example.com", "relationshipStatus": "Created", "tags": {"team": "hr"}}, member)
        self.assertEqual({"team": "hr"}, self.macie.list_tags_for_resource(resourceArn=arn)["tags"])
        self.macie.tag_resource(resourceArn=arn, tags={"a": "b"})
        self.assertEqual({"team": "hr", "a": "b"}, self.macie.get_member(id=self.id)["tags"])
        self.assertEqual(arn, self.create())
        self.assertEqual({"team": "hr", "a": "b"}, self.macie.get_member(id=self.id)["tags"])
        self.assertIsNone(self.administrator())
        self.assertIsNone(self.invitation())

    def test_from_invitation_to_removal_from_both_sides(self):
        self.create()
        self.assertEqual("Created", self.status())
        self.assertEqual([], self.invite(message="Join us 2026", disableEmailNotification=True))
        self.assertEqual("Invited", self.status())
        invitation = self.invitation()
        self.assertRegex(invitation["invitationId"], "^[0-9a-f]{32}$")
        self.assertEqual("Invited", invitation["relationshipStatus"])
        self.assertEqual(self.macie.get_member(id=self.id)["invitedAt"], invitation["invitedAt"])
        self.assertEqual(1, self.member.get_invitations_count()["invitationsCount"])
        self.accept()
        self.assertEqual("Enabled", self.status())
        self.assertEqual({**invitation, "relationshipStatus": "Enabled"}, self.administrator())
        self.assertEqual(self.administrator(), self.member.get_master_account()["master"])
        self.assertEqual(0, self.member.get_invitations_count()["invitationsCount"])
        self.macie.update_member_session(id=self.id, status="PAUSED")
        self.assertEqual("Paused", self.status())
        self.assertEqual("Paused", self.administrator()["relationshipStatus"])
        self.assertEqual("PAUSED", self.member.get_macie_session()["status"])
        self.macie.disassociate_member(id=self.id)
        self.assertEqual("Removed", self.status())
        self.assertIsNone(self.administrator())
        self.assertEqual("PAUSED", self.member.get_macie_session()["status"])
        self.macie.delete_member(id=self.id)
        self.gone()
        self.refused(400, "ValidationException", self.member.accept_invitation, administratorAccountId=self.account,
                     invitationId=invitation["invitationId"])

    def test_pausing_cancels_the_members_jobs_and_only_the_member_resumes(self):
        self.join()
        definition = {"bucketDefinitions": [{"accountId": self.id, "buckets": ["b"]}]}
        job = self.member.create_classification_job(
            jobType="SCHEDULED", name="n", scheduleFrequency={"dailySchedule": {}}, s3JobDefinition=definition)["jobId"]
        self.macie.update_member_session(id=self.id, status="PAUSED")
        self.assertEqual("CANCELLED", self.member.describe_classification_job(jobId=job)["jobStatus"])
        self.refused(403, "AccessDeniedException", self.macie.update_member_session, id=self.id, status="ENABLED",
                     message="member by invitation")
        self.member.update_macie_session(status="ENABLED")
        self.assertEqual("Enabled", self.status())
        self.macie.update_member_session(id=self.id, status="ENABLED")
        self.assertEqual("Enabled", self.status())
        self.member.update_macie_session(status="PAUSED")
        self.assertEqual("Paused", self.status())
        self.assertEqual("Paused", self.administrator()["relationshipStatus"])

    def test_the_administrators_frequency_is_its_members(self):
        self.join()
        stranger = self.another()[1]
        self.macie.update_macie_session(findingPublishingFrequency="SIX_HOURS")
        self.assertEqual("SIX_HOURS", self.member.get_macie_session()["findingPublishingFrequency"])
        self.assertEqual("FIFTEEN_MINUTES", stranger.get_macie_session()["findingPublishingFrequency"])
        self.member.update_macie_session(findingPublishingFrequency="ONE_HOUR")
        self.assertEqual("SIX_HOURS", self.macie.get_macie_session()["findingPublishingFrequency"])

    def test_automated_discovery_goes_with_the_administrator(self):
        def discovery():
            partition = self.server.control("GET", f"state?account={self.id}")["accounts"][self.id]["us-east-1"]
            return partition["settings"]["automatedDiscovery"]["status"]
        self.macie.update_automated_discovery_configuration(status="ENABLED")  # for all members, as they come
        self.join()
        self.assertEqual("ENABLED", discovery())
        self.macie.disassociate_member(id=self.id)
        self.assertEqual("DISABLED", discovery())
        self.macie.update_automated_discovery_configuration(status="DISABLED")
        self.invite()
        self.accept()
        self.assertEqual("DISABLED", discovery())

    def test_what_an_administrator_and_a_member_can_not_do(self):
        self.join()
        message = self.refused(409, "ConflictException", self.macie.delete_member, id=self.id)
        self.assertEqual(f"The request failed because the member account '{self.id}' must be disassociated before it can be "
                         "deleted.", message)
        for call in (self.macie.disable_macie,
                     lambda: self.macie.update_macie_session(status="PAUSED")):
            self.refused(409, "ConflictException", call, message="member accounts are associated with your account")
        message = self.refused(409, "ConflictException", self.member.disable_macie)
        self.assertEqual("Cannot disable Macie while associated with an administrator account", message)
        other, _ = self.another()
        self.refused(400, "ValidationException", self.member.create_member,
                     account={"accountId": other, "email": "a@b.c"}, message="has a Macie administrator account")
        self.refused(400, "ValidationException", self.member.create_invitations, accountIds=[other])
        self.refused(400, "ValidationException", self.create, self.account, message="member of itself")
        self.refused(400, "ValidationException", self.create, "12", message="account.accountId")
        self.assertEqual("Enabled", self.status())

    def test_accounts_that_are_not_members(self):
        unknown = "account is not associated with your account"
        for call, more in ((self.macie.get_member, {}), (self.macie.delete_member, {}),
                           (self.macie.disassociate_member, {}), (self.macie.update_member_session, {"status": "PAUSED"})):
            self.refused(400, "ValidationException", call, id=self.id, message=unknown, **more)
        self.create()
        not_member = "not an associated member of account"
        self.refused(400, "ValidationException", self.macie.disassociate_member, id=self.id, message=not_member)
        self.refused(400, "ValidationException", self.macie.update_member_session, id=self.id, status="PAUSED",
                     message=not_member)
        self.macie.delete_member(id=self.id)
        self.gone()

    def test_the_list_is_paged_and_filtered(self):
        accounts = [self.another()[0] for _ in range(5)]
        for account in accounts:
            self.create(account)
        self.assertEqual([], self.macie.list_members()["members"])
        pages = list(self.macie.get_paginator("list_members").paginate(
            onlyAssociated="false", PaginationConfig={"PageSize": 2}))
        self.assertEqual([2, 2, 1], [len(page["members"]) for page in pages])
        self.assertEqual(accounts, [m["accountId"] for page in pages for m in page["members"]])
        token = pages[0]["nextToken"]
        self.refused(400, "ValidationException", self.macie.list_members, onlyAssociated="true", nextToken=token)
        self.refused(400, "ValidationException", self.macie.list_members, onlyAssociated="yes", message="onlyAssociated")
        self.refused(400, "ValidationException", self.macie.list_members, maxResults=26)

    def test_a_thousand_members_by_invitation_and_no_more(self):
        for i in range(1000):
            self.create("%012d" % (900000000000 + i))
        self.refused(402, "ServiceQuotaExceededException", self.create)
        self.macie.delete_member(id="900000000000")
        self.create()


class Invitee(Membership):
    def test_a_resigned_member_can_accept_again(self):
        self.join()
        first = self.administrator()
        self.member.disassociate_from_administrator_account()
        self.assertEqual("Resigned", self.status())
        self.assertEqual("Resigned", self.invitation()["relationshipStatus"])
        self.assertIsNone(self.administrator())
        self.accept()
        self.assertEqual(first, self.administrator())
        self.member.disassociate_from_master_account()
        self.assertEqual([], self.invite())
        self.assertEqual("Invited", self.status())
        self.assertNotEqual(first["invitationId"], self.invitation()["invitationId"])
        message = self.refused(404, "ResourceNotFoundException", self.member.disassociate_from_administrator_account)
        self.assertEqual(NO_ADMINISTRATOR, message)

    def test_a_declined_invitation_stays_until_it_is_deleted(self):
        self.create()
        self.invite()
        self.assertEqual([], self.member.decline_invitations(accountIds=[self.account])["unprocessedAccounts"])
        self.gone()
        self.assertEqual("Resigned", self.invitation()["relationshipStatus"])
        self.assertEqual(NO_INVITATION, self.refused(400, "ValidationException", self.accept))
        again = self.member.decline_invitations(accountIds=[self.account])["unprocessedAccounts"]
        self.assertEqual([(self.account, "ClientError")], [(one["accountId"], one["errorCode"]) for one in again])
        self.assertEqual([], self.member.delete_invitations(accountIds=[self.account])["unprocessedAccounts"])
        self.assertEqual([], self.member.list_invitations()["invitations"])
        again = self.member.delete_invitations(accountIds=[self.account])["unprocessedAccounts"]
        self.assertEqual(["There is no invitation from the account."], [one["errorMessage"] for one in again])
        self.create()
        self.assertEqual("Created", self.status())

    def test_an_accepted_invitation_can_not_be_deleted_and_a_pending_one_is_declined_with_it(self):
        self.join()
        kept = self.member.delete_invitations(accountIds=[self.account])["unprocessedAccounts"]
        self.assertRegex(kept[0]["errorMessage"], "Disassociate your account")
        self.member.disassociate_from_administrator_account()
        self.assertEqual("Resigned", self.status())
        self.assertEqual([], self.member.delete_invitations(accountIds=[self.account])["unprocessedAccounts"])
        self.gone()
        self.assertEqual([], self.member.list_invitations()["invitations"])
        self.create()
        self.invite()
        self.member.delete_invitations(accountIds=[self.account])
        self.gone()

    def test_one_administrator_at_a_time(self):
        self.join()
        sender, second = self.another()
        second.create_member(account={"accountId": self.id, "email": "a@b.c"})
        self.assertEqual([], second.create_invitations(accountIds=[self.id])["unprocessedAccounts"])
        self.assertEqual(1, self.member.get_invitations_count()["invitationsCount"])
        self.assertEqual(NO_INVITATION, self.refused(400, "ValidationException", self.accept, sender=sender))
        self.member.disassociate_from_administrator_account()
        self.accept(sender=sender)
        self.assertEqual(sender, self.administrator()["accountId"])
        self.assertEqual("Resigned", self.status())

    def test_bad_acceptances(self):
        self.create()
        self.invite()
        for wrong in ({"administratorAccountId": self.account, "invitationId": "0" * 32},
                      {"administratorAccountId": OTHER, "invitationId": self.invitation()["invitationId"]}):
            self.assertEqual(NO_INVITATION,
                             self.refused(400, "ValidationException", self.member.accept_invitation, **wrong))
        self.refused(400, "ValidationException", self.member.accept_invitation, invitationId="x",
                     message="administratorAccountId is required")
        self.member.accept_invitation(masterAccount=self.account, invitationId=self.invitation()["invitationId"])
        self.assertEqual("Enabled", self.status())

    def test_an_administrator_accepts_no_invitation(self):
        self.join()
        _, third = self.another()
        third.create_member(account={"accountId": self.account, "email": "a@b.c"})
        third.create_invitations(accountIds=[self.account])
        pending = self.macie.list_invitations()["invitations"][0]
        self.refused(400, "ValidationException", self.macie.accept_invitation, invitationId=pending["invitationId"],
                     administratorAccountId=pending["accountId"], message="administrator of other accounts")

    def test_who_became_a_member_can_not_be_joined(self):
        self.create()
        self.invite()
        boss_id, boss = self.another()
        boss.create_member(account={"accountId": self.account, "email": "a@b.c"})
        boss.create_invitations(accountIds=[self.account])
        self.accept(self.macie, boss_id)
        self.assertEqual(NO_INVITATION, self.refused(400, "ValidationException", self.accept))

    def test_invitations_that_can_not_be_made(self):
        unknown = self.another()[0]
        self.create()
        failed = self.invite(self.id, unknown)
        self.assertEqual([(unknown, "ClientError")], [(one["accountId"], one["errorCode"]) for one in failed])
        self.assertRegex(failed[0]["errorMessage"], "CreateMember")
        first = self.invitation()
        self.assertEqual([], self.invite())
        self.assertEqual(first, self.invitation())
        self.accept()
        self.assertRegex(self.invite()[0]["errorMessage"], "already associated")
        for message in ("x" * 81, "no <markup>"):
            with self.assertRaises(self.macie.exceptions.ValidationException):
                self.macie.create_invitations(accountIds=[self.id], message=message)

    def test_a_thousand_invitations_at_once_and_no_more(self):
        accounts = ["%012d" % i for i in range(1, 1002)]
        for call in (self.macie.create_invitations, self.macie.decline_invitations, self.macie.delete_invitations):
            self.assertEqual(1000, len(call(accountIds=accounts[:1000])["unprocessedAccounts"]))
            self.refused(400, "ValidationException", call, accountIds=accounts)
        account = {"accountId": self.id, "email": "x" * 321}
        self.refused(400, "ValidationException", self.macie.create_member, account=account)
        self.macie.create_member(account={**account, "email": "x" * 320})

    def test_an_invitation_taken_back_and_terraforms_removal(self):
        self.create()
        self.invite()
        self.macie.disassociate_member(id=self.id)
        self.assertEqual("Removed", self.status())
        self.assertEqual(NO_INVITATION, self.refused(400, "ValidationException", self.accept))

    def test_disabling_drops_what_was_not_accepted(self):
        self.create()
        self.invite()
        other, _ = self.another()
        self.create(other)
        self.macie.disable_macie()
        self.assertEqual("Removed", self.invitation()["relationshipStatus"])
        self.assertEqual(NO_INVITATION, self.refused(400, "ValidationException", self.accept))
        self.macie.enable_macie()
        self.assertEqual([], self.macie.list_members(onlyAssociated="false")["members"])
        self.create()
        self.invite()
        self.member.disable_macie()  # the invitation is not Macie's
        self.assertEqual("Invited", self.status())
        self.refused(403, "AccessDeniedException", self.accept, message="^Macie is not enabled.$")
        message = self.refused(403, "AccessDeniedException", self.member.get_administrator_account)
        self.assertEqual("Macie is not enabled", message)
        self.member.enable_macie()
        self.accept()
        self.assertEqual("Enabled", self.status())

    def test_regions_are_apart(self):
        self.join()
        elsewhere = self.server.client(self.account, "eu-west-1")
        self.assertEqual([], elsewhere.list_members(onlyAssociated="false")["members"])
        there = self.server.client(self.id, "eu-west-1")
        self.refused(404, "ResourceNotFoundException", there.get_administrator_account)


class Terraform(Membership):
    """The provider's resources, call by call, with what they wait for and match."""

    def wait_for_member(self):
        def entry():
            for page in self.macie.get_paginator("list_members").paginate(onlyAssociated="false"):
                for member in page["members"]:
                    if member["accountId"] == self.id and member["relationshipStatus"] in ("Invited", "Enabled", "Paused"):
                        return member
        return until("the member to be invited", entry)

    def test_member_and_invitation_accepter(self):
        arn = self.create(tags={"Name": "x"})
        self.assertEqual([], self.invite(disableEmailNotification=True, message="This is a message of the invitation"))
        self.wait_for_member()
        self.assertEqual(arn, self.macie.get_member(id=self.id)["arn"])
        invitation = until("the invitation", self.invitation)
        self.member.accept_invitation(administratorAccountId=self.account, invitationId=invitation["invitationId"])
        administrator = self.member.get_administrator_account()["administrator"]
        self.assertEqual((self.account, invitation["invitationId"]),
                         (administrator["accountId"], administrator["invitationId"]))
        self.macie.update_member_session(id=self.id, status="PAUSED")
        self.assertEqual("Paused", self.macie.get_member(id=self.id)["relationshipStatus"])
        # Destroyed in the order of the dependencies: the accepter, then the member.
        self.member.disassociate_from_administrator_account()
        self.refused(404, "ResourceNotFoundException", self.member.get_administrator_account)
        self.macie.delete_member(id=self.id)
        self.gone()
        self.member.disable_macie()
        self.macie.disable_macie()

    def test_member_that_is_destroyed_while_associated(self):
        self.join()
        message = self.refused(409, "ConflictException", self.macie.delete_member, id=self.id)
        for gone in ("member accounts are associated with your account", "account is not associated with your account",
                     "not an associated member of account"):  # the provider reads these as a member that is not there
            self.assertNotIn(gone, message)
        self.assertEqual("Enabled", self.status())

    def test_invite_switched_off(self):
        self.create()
        self.invite()
        self.wait_for_member()
        self.macie.disassociate_member(id=self.id)
        self.assertEqual("Removed", self.macie.get_member(id=self.id)["relationshipStatus"])


class Strict(Case):
    options = ("--session", "strict")

    def test_accepting_needs_a_session_and_reading_invitations_does_not(self):
        member = self.server.client(MEMBER)
        self.refused(403, "AccessDeniedException", self.macie.create_member,
                     account={"accountId": MEMBER, "email": "a@b.c"}, message="^Macie is not enabled.$")
        self.macie.enable_macie()
        self.macie.create_member(account={"accountId": MEMBER, "email": "a@b.c"})
        self.macie.create_invitations(accountIds=[MEMBER])
        self.assertEqual(1, member.get_invitations_count()["invitationsCount"])
        invitation = member.list_invitations()["invitations"][0]["invitationId"]
        accept = {"administratorAccountId": self.account, "invitationId": invitation}
        self.refused(403, "AccessDeniedException", member.accept_invitation, **accept)
        member.enable_macie(status="PAUSED")
        member.accept_invitation(**accept)
        self.assertEqual("Paused", self.macie.get_member(id=MEMBER)["relationshipStatus"])
        member.update_macie_session(status="ENABLED")
        self.assertEqual("Enabled", self.macie.get_member(id=MEMBER)["relationshipStatus"])


class Kept(unittest.TestCase):
    def test_relations_survive_a_kill_an_export_and_go_in_pairs(self):
        with tempfile.TemporaryDirectory() as folder:
            options = ("--db", os.path.join(folder, "state.db"))
            server = Server(*options)

            def state():
                return server.raw("GET", "/_macie-local/state")[2]

            def views():
                """What the three accounts are told."""
                administrator, member, other = (server.client(account) for account in (ACCOUNT, MEMBER, OTHER))
                return [plain(answer) for answer in (
                    administrator.list_members(onlyAssociated="false"), member.get_administrator_account(),
                    member.list_invitations(), other.list_invitations(), other.get_invitations_count())]
            macie, member = server.client(), server.client(MEMBER)
            for account in (MEMBER, OTHER):
                macie.create_member(account={"accountId": account, "email": "a@b.c"}, tags={"k": "v"})
            macie.create_invitations(accountIds=[MEMBER, OTHER])
            member.accept_invitation(administratorAccountId=ACCOUNT,
                                     invitationId=member.list_invitations()["invitations"][0]["invitationId"])
            exported, seen = state(), views()
            server.kill()
            server = Server(*options)
            self.addCleanup(server.stop)
            self.assertEqual((exported, seen), (state(), views()))
            server.control("POST", "reset")
            self.assertEqual([], server.client().list_members(onlyAssociated="false")["members"])
            server.control("PUT", "state", exported)
            self.assertEqual((exported, seen), (state(), views()))
            # One account's snapshot brings back both sides; one account's reset takes both away.
            server.control("POST", f"snapshots?account={ACCOUNT}", {"name": "before"})
            server.control("POST", f"reset?account={ACCOUNT}")
            with self.assertRaises(member.exceptions.ResourceNotFoundException):
                server.client(MEMBER).get_administrator_account()
            self.assertEqual([], server.client(OTHER).list_invitations()["invitations"])
            server.control("POST", f"snapshots/before/restore?account={ACCOUNT}")
            self.assertEqual("Enabled", server.client(MEMBER).get_administrator_account()[
                "administrator"]["relationshipStatus"])
            self.assertEqual(1, server.client(OTHER).get_invitations_count()["invitationsCount"])
            server.control("POST", f"reset?account={MEMBER}")
            self.assertEqual([OTHER], [m["accountId"] for m in server.client().list_members(onlyAssociated="false")["members"]])

    def test_a_share_put_back_gives_way_to_what_happened_since(self):
        server = Server()
        self.addCleanup(server.stop)
        entry = {"accountId": MEMBER, "email": "a@b.c", "relationshipStatus": "Enabled"}
        server.control("PUT", "state", {"version": 1, "accounts": {ACCOUNT: {"us-east-1": {"members": [entry]}}}})
        server.control("POST", f"snapshots?account={ACCOUNT}", {"name": "before"})
        member, other = server.client(MEMBER), server.client(OTHER)
        member.disassociate_from_administrator_account()
        other.create_member(account={"accountId": MEMBER, "email": "a@b.c"})
        other.create_invitations(accountIds=[MEMBER])
        invitation = [i for i in member.list_invitations()["invitations"] if i["accountId"] == OTHER][0]
        member.accept_invitation(administratorAccountId=OTHER, invitationId=invitation["invitationId"])
        server.control("POST", f"snapshots/before/restore?account={ACCOUNT}")
        self.assertEqual(OTHER, member.get_administrator_account()["administrator"]["accountId"])
        self.assertEqual("Removed", server.client().get_member(id=MEMBER)["relationshipStatus"])


class Seeded(Case):
    """One side of a relation is enough in a state document."""

    def load(self, accounts, expect=200):
        return self.server.control("PUT", "state", {"version": 1, "accounts": {
            account: {"us-east-1": partition} for account, partition in accounts.items()}}, expect=expect)

    def test_members_alone(self):
        self.load({ACCOUNT: {"members": [
            {"accountId": MEMBER, "email": "a@b.c", "relationshipStatus": "Paused"},
            {"accountId": OTHER, "email": "a@b.c", "relationshipStatus": "Invited"}, {"accountId": "777788889999"}]}})
        member, other = self.server.client(MEMBER), self.server.client(OTHER)
        administrator = member.get_administrator_account()["administrator"]
        self.assertEqual((ACCOUNT, "Paused"), (administrator["accountId"], administrator["relationshipStatus"]))
        self.assertEqual("PAUSED", member.get_macie_session()["status"])
        invitation = other.list_invitations()["invitations"][0]
        other.accept_invitation(administratorAccountId=ACCOUNT, invitationId=invitation["invitationId"])
        entries = self.server.client().list_members()["members"]
        self.assertEqual([(MEMBER, "Paused"), (OTHER, "Enabled"), ("777788889999", "Enabled")],
                         [(e["accountId"], e["relationshipStatus"]) for e in entries])
        self.assertEqual(f"arn:aws:macie2:us-east-1:{ACCOUNT}:member/{MEMBER}", entries[0]["arn"])

    def test_the_other_side_alone(self):
        self.load({MEMBER: {"administrator": {"accountId": ACCOUNT}},
                   OTHER: {"invitations": [{"accountId": ACCOUNT}, {"accountId": MEMBER, "relationshipStatus": "Resigned"}]}})
        entries = self.server.client().list_members(onlyAssociated="false")["members"]
        self.assertEqual([(MEMBER, "Enabled"), (OTHER, "Invited")],
                         [(e["accountId"], e["relationshipStatus"]) for e in entries])
        self.assertEqual([], self.server.client(MEMBER).list_members(onlyAssociated="false")["members"])

    def test_sides_that_contradict_each_other_are_refused(self):
        before = self.server.raw("GET", "/_macie-local/state")[2]
        member = {"accountId": MEMBER, "relationshipStatus": "Enabled"}
        for accounts, message in (
                ({ACCOUNT: {"members": [member]}, OTHER: {"members": [member]}}, "already has another"),
                ({ACCOUNT: {"members": [{**member, "relationshipStatus": "Resigned"}]},
                  MEMBER: {"administrator": {"accountId": ACCOUNT}}}, "another state"),
                ({ACCOUNT: {"members": [member]}, MEMBER: {"members": [{"accountId": OTHER}]}}, "administrator"),
                ({ACCOUNT: {"members": [member]}, MEMBER: {"session": {"emulator": {"disabled": True}}}}, "disabled"),
                ({ACCOUNT: {"members": [{**member, "byOrganization": True}]}}, "outside the organization"),
                ({ACCOUNT: {"members": [{"accountId": ACCOUNT}]}}, "another account than"),
                ({ACCOUNT: {"members": [{"accountId": "1"}]}}, r"members\[0\].accountId: must be 12 digits"),
                ({MEMBER: {"administrator": {"accountId": ACCOUNT, "relationshipStatus": "Invited"}}}, "must be Enabled"),
                ({MEMBER: {"invitations": [{"accountId": ACCOUNT, "relationshipStatus": "Enabled"}]}}, "no entry for it")):
            self.assertRegex(self.load(accounts, expect=400)["message"], message)
        self.assertEqual(before, self.server.raw("GET", "/_macie-local/state")[2])


if __name__ == "__main__":
    unittest.main()
