// Random sequences of everything that changes relations, from all sides, against relations_model.h: after each step
// every account sees what the model says, both sides of every relation agree, and what was refused changed nothing.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "model/handlers/members.h"
#include "model/handlers/session.h"
#include "model/operations.h"
#include "relations_model.h"
#include "service/core/relations.h"
#include "service/core/session_state.h"
#include "service/documents/state_document.h"
#include "service/documents/state_export.h"
#include "service/organization/delegation.h"
#include "state/transaction.h"
#include "support/ports.h"

namespace macie_local::service {
namespace {

using model::Operation;

constexpr int kAccounts = 5;
const std::string kRegion = "us-east-1";

std::string Account(int number) {
  return std::string(11, '0') + static_cast<char>('0' + number);
}
int NumberOf(const std::optional<std::string>& account) {
  return account->back() - '0';
}

class World {
 public:
  World() { environment_.session = SessionMode::kStrict; }

  template <class Request, class Response>
  wire::Outcome<Response> Write(Operation operation, int caller,
                                wire::Outcome<Response> (*handler)(const Call&, state::Transaction&, const Request&),
                                const Request& request) {
    state::Transaction transaction = Begin();
    const Call call{{Account(caller), kRegion}, transaction.now(), environment_};
    MACIE_CHECK(RequireSession(model::DescribeOperation(operation), environment_, call.caller,
                               transaction.partition(call.caller)));
    return handler(call, transaction, request);
  }
  void PutOrganization(const std::map<int, std::string>& accounts) {
    state::Transaction transaction = Begin();
    model::OrganizationRecord organization;
    organization.managementAccountId = Account(0);
    for (const auto& [number, status] : accounts) {
      auto& account = organization.accounts.has_value() ? organization.accounts->emplace_back()
                                                        : organization.accounts.emplace().emplace_back();
      account.accountId = Account(number);
      account.status = status;
    }
    auto complete = CompleteOrganization("", Account(0), std::move(organization));
    ASSERT_TRUE(complete.ok()) << complete.error().text;
    ReplaceOrganization(environment_, transaction, *complete);
  }
  std::size_t changes() const { return batch_.changes.size(); }

  state::Snapshot Now() { return state::Snapshot(Whole()); }
  std::shared_ptr<const state::State> Whole() {
    batch_.Close();
    return std::make_shared<const state::State>(batch_.state);
  }
  std::string Exported(std::optional<std::string> account = std::nullopt) {
    return base::Body(std::make_shared<StateExport>(Whole(), ExportOptions{.account = std::move(account)})).str();
  }
  // The text put in place of everything there is, or of one account's share.
  void Replace(const std::string& text, const std::optional<std::string>& account = std::nullopt) {
    state::Transaction transaction = Begin();
    const auto replaced = ReplaceState(environment_, {Account(0), kRegion}, text, account, transaction);
    ASSERT_TRUE(replaced.ok()) << replaced.error().text;
  }

  std::string View(int account) {
    const state::Snapshot snapshot = Now();
    const Call call{{Account(account), kRegion}, {}, environment_};
    const state::Partition& partition = snapshot.partition(call.caller);
    const bool on = SessionInForce(environment_, {}, call.caller, partition).has_value();
    std::string view = "off";
    if (on) {
      view = GetMacieSession(call, snapshot, {})->status == model::MacieStatus::ENABLED ? "on" : "paused";
      model::ListMembersRequest all;
      all.onlyAssociated = "false";
      const auto listed = ListMembers(call, snapshot, all);
      for (const auto& member : *listed->members) {
        view += " member " + std::to_string(NumberOf(member.accountId)) + "=" + Name(*member.relationshipStatus);
      }
    }
    const auto invitations = ListInvitations(call, snapshot, {});
    for (const auto& invitation : *invitations->invitations) {
      view += " invited " + std::to_string(NumberOf(invitation.accountId)) + "=" + Name(*invitation.relationshipStatus);
    }
    view += " open " + std::to_string(*GetInvitationsCount(call, snapshot, {})->invitationsCount);
    if (const auto found = GetAdministratorAccount(call, snapshot, {}); on && found.ok()) {
      view += " administrator " + std::to_string(NumberOf(found->administrator->accountId)) + "=" +
              Name(*found->administrator->relationshipStatus);
    }
    const auto delegates = ListOrganizationAdminAccounts(call, snapshot, {});
    for (const auto& delegate : *delegates->adminAccounts) {
      view += " delegate " + std::to_string(NumberOf(delegate.accountId));
    }
    return view;
  }

  // As stored: an account has an administrator exactly when that one has it as a tied member, in the same state.
  void ExpectBothSides() {
    const state::Snapshot snapshot = Now();
    for (int a = 0; a < kAccounts; ++a) {
      const auto& administrator = snapshot.partition({Account(a), kRegion});
      for (int m = 0; m < kAccounts; ++m) {
        const auto* entry = MemberOf(administrator, Account(m));
        const auto* other = AdministratorOf(snapshot.partition({Account(m), kRegion}));
        const bool has = other != nullptr && other->accountId == Account(a);
        ASSERT_EQ(entry != nullptr && IsTied(*entry), has) << a << " and " << m;
        if (!has) continue;
        EXPECT_EQ(entry->relationshipStatus, other->relationshipStatus);
        EXPECT_EQ(entry->byOrganization, other->byOrganization);
        EXPECT_EQ(AdministratorOf(administrator), nullptr) << a << " administers " << m << " and has an administrator";
      }
    }
  }

  std::string InvitationId(int account, int sender) {
    const auto* invitation =
        Now().partition({Account(account), kRegion}).Find<model::InvitationRecord>(Account(sender));
    return invitation == nullptr ? "none" : *invitation->invitationId;
  }

 private:
  static std::string Name(model::RelationshipStatus status) { return std::string(wire::EnumName(status)); }
  state::Transaction Begin() {
    batch_.changes.clear();
    return {&batch_, &ids_, now_ += std::chrono::seconds(1)};
  }

  Environment environment_;
  support::CountingIds ids_;
  state::Batch batch_;
  Timestamp now_{};
};

// The transitions of behaviour 15.2, and ours: what each operation may do to a relation. Statuses are told
// apart by "|".
struct Allowed {
  std::string operation;
  std::string from;
  std::string to;
};
const std::array kAllowed{
    Allowed{"CreateMember", "-", "Created|Enabled|Paused"},
    Allowed{"CreateMember", "Created|Invited|Resigned|Removed", "Enabled|Paused"},
    Allowed{"CreateInvitations", "Created|Resigned|Removed", "Invited"},
    Allowed{"AcceptInvitation", "Invited|Resigned", "Enabled|Paused"},
    Allowed{"DeclineInvitations", "Invited", "-"},
    Allowed{"DeleteInvitations", "Invited|Resigned", "-"},
    Allowed{"UpdateMemberSession", "Enabled|Paused", "Enabled|Paused"},
    Allowed{"UpdateMacieSession", "Enabled|Paused", "Enabled|Paused"},
    Allowed{"DisassociateFromAdministratorAccount", "Enabled|Paused", "Resigned"},
    Allowed{"DisassociateMember", "Enabled|Paused|Invited|AccountSuspended", "Removed"},
    Allowed{"DeleteMember", "Created|Invited|Resigned|Removed", "-"},
    Allowed{"DisableMacie", "Created|Invited|Resigned|Removed", "-"},
    Allowed{"DisableOrganizationAdminAccount", "Enabled|Paused|AccountSuspended|Removed", "-"},
    Allowed{"organization", "-|Created|Invited|Resigned|Removed", "Enabled|Paused"},
    Allowed{"organization", "Enabled|Paused|Removed", "AccountSuspended|Removed|-"},
    Allowed{"organization", "AccountSuspended", "Enabled|Paused|Removed|-"},
    Allowed{"reset", "Created|Invited|Enabled|Paused|Resigned|Removed|AccountSuspended", "-"},
};

bool IsOneOf(const std::string& status, const std::string& statuses) {
  return ("|" + statuses + "|").find("|" + status + "|") != std::string::npos;
}

// How often each row of the table was seen.
using Seen = std::array<int, kAllowed.size()>;

bool IsAllowed(const std::string& operation, const std::string& from, const std::string& to, Seen* seen) {
  for (std::size_t i = 0; i < kAllowed.size(); ++i) {
    const Allowed& one = kAllowed[i];
    if (one.operation != operation || !IsOneOf(from, one.from) || !IsOneOf(to, one.to)) continue;
    ++(*seen)[i];
    return true;
  }
  return false;
}

class Play {
 public:
  Play(std::uint64_t seed, Seen* seen) : random_(seed), seen_(*seen) {
    world_.PutOrganization(organization_);
    for (int account = 0; account < kAccounts; ++account) {
      model_.EnableMacie(account, false);
      EXPECT_TRUE(world_.Write(Operation::EnableMacie, account, &EnableMacie, {}).ok());
    }
  }

  void Step() {
    const auto delegate = model_.delegate();
    const int a = delegate && Any() < 2 ? *delegate : Any();
    const int b = Any();
    const bool flag = Any() % 2 == 0;
    switch (std::uniform_int_distribution<int>(0, 18)(random_)) {
      case 0:
      case 1: {
        model::CreateMemberRequest request;
        auto& account = request.account;
        account.accountId = Account(b);
        account.email = "a@b.c";
        return Both("CreateMember", model_.CreateMember(a, b),
                    world_.Write(Operation::CreateMember, a, &CreateMember, request).ok());
      }
      case 2:
        return Both("DeleteMember", model_.DeleteMember(a, b),
                    world_.Write(Operation::DeleteMember, a, &DeleteMember, Id<model::DeleteMemberRequest>(b)).ok());
      case 3:
        return Both(
            "DisassociateMember", model_.DisassociateMember(a, b),
            world_.Write(Operation::DisassociateMember, a, &DisassociateMember, Id<model::DisassociateMemberRequest>(b))
                .ok());
      case 4:
      case 5: {
        auto request = Id<model::UpdateMemberSessionRequest>(b);
        request.status = StatusOf(flag);
        return Both("UpdateMemberSession", model_.UpdateMemberSession(a, b, flag),
                    world_.Write(Operation::UpdateMemberSession, a, &UpdateMemberSession, request).ok());
      }
      case 6:
      case 7:
      case 8:
        return Both("CreateInvitations", model_.CreateInvitation(a, b),
                    Processed(world_.Write(Operation::CreateInvitations, a, &CreateInvitations,
                                           Accounts<model::CreateInvitationsRequest>(b))));
      case 9:
      case 10: {
        model::AcceptInvitationRequest request;
        request.administratorAccountId = Account(b);
        request.invitationId = world_.InvitationId(a, b);
        return Both("AcceptInvitation", model_.AcceptInvitation(a, b),
                    world_.Write(Operation::AcceptInvitation, a, &AcceptInvitation, request).ok());
      }
      case 11:
        return Both("DeclineInvitations", model_.DeclineInvitation(a, b),
                    Processed(world_.Write(Operation::DeclineInvitations, a, &DeclineInvitations,
                                           Accounts<model::DeclineInvitationsRequest>(b))));
      case 12:
        return Both("DeleteInvitations", model_.DeleteInvitation(a, b),
                    Processed(world_.Write(Operation::DeleteInvitations, a, &DeleteInvitations,
                                           Accounts<model::DeleteInvitationsRequest>(b))));
      case 13:
        return Both(
            "DisassociateFromAdministratorAccount", model_.DisassociateFromAdministrator(a),
            world_.Write(Operation::DisassociateFromAdministratorAccount, a, &DisassociateFromAdministratorAccount, {})
                .ok());
      case 14:
        if (Any() == 0 && flag) return Reset(a);
        [[fallthrough]];
      default:
        return SessionStep(a, flag);
    }
  }

  // One account's share as it is now, put back after `steps` more: what the model would say is another matter, but no
  // relation may be left with one side.
  void PutBack(int steps) {
    const std::string account = Account(Any());
    const std::string share = world_.Exported(account);
    for (int step = 0; step < steps && !::testing::Test::HasFailure(); ++step) Step();
    world_.Replace(share, account);
    world_.ExpectBothSides();
    const std::string exported = world_.Exported();
    world_.Replace(exported);
    EXPECT_EQ(exported, world_.Exported());
  }

 private:
  int Any() { return std::uniform_int_distribution<int>(0, kAccounts - 1)(random_); }

  void SessionStep(int a, bool flag) {
    switch (std::uniform_int_distribution<int>(0, 9)(random_)) {
      case 0:
      case 1:
      case 2: {
        model::EnableMacieRequest request;
        request.status = StatusOf(flag && Any() == 0);
        return Both("EnableMacie", model_.EnableMacie(a, request.status == model::MacieStatus::PAUSED),
                    world_.Write(Operation::EnableMacie, a, &EnableMacie, request).ok());
      }
      case 3: {
        model::UpdateMacieSessionRequest request;
        request.status = StatusOf(flag);
        return Both("UpdateMacieSession", model_.UpdateMacieSession(a, flag),
                    world_.Write(Operation::UpdateMacieSession, a, &UpdateMacieSession, request).ok());
      }
      case 4:
        return Both("DisableMacie", model_.DisableMacie(a),
                    world_.Write(Operation::DisableMacie, a, &DisableMacie, {}).ok());
      case 5: {
        model::EnableOrganizationAdminAccountRequest request;
        request.adminAccountId = Account(a);
        return Both(
            "EnableOrganizationAdminAccount", model_.EnableOrganizationAdmin(a),
            world_.Write(Operation::EnableOrganizationAdminAccount, 0, &EnableOrganizationAdminAccount, request).ok());
      }
      case 6: {
        if (flag) return OrganizationStep();
        model::UpdateOrganizationConfigurationRequest request;
        request.autoEnable = Any() > 0;
        return Both(
            "UpdateOrganizationConfiguration", model_.SetAutoEnable(a, request.autoEnable),
            world_.Write(Operation::UpdateOrganizationConfiguration, a, &UpdateOrganizationConfiguration, request)
                .ok());
      }
      default: {
        if (Any() > 0) return OrganizationStep();
        model::DisableOrganizationAdminAccountRequest request;
        request.adminAccountId = Account(a);
        return Both(
            "DisableOrganizationAdminAccount", model_.DisableOrganizationAdmin(a),
            world_.Write(Operation::DisableOrganizationAdminAccount, 0, &DisableOrganizationAdminAccount, request)
                .ok());
      }
    }
  }

  void Reset(int account) {
    model_.Reset(account);
    world_.Replace("{\"version\":1}", Account(account));
    if (account == 0) {
      organization_.clear();
      world_.PutOrganization(organization_);
    }
    Both("reset", true, true);
  }

  void OrganizationStep() {
    const int account = 1 + Any() % (kAccounts - 1);
    if (organization_.contains(account) && Any() < 2) {
      organization_.erase(account);
    } else {
      organization_[account] = Any() == 0 ? "SUSPENDED" : "ACTIVE";
    }
    model_.SetOrganization(organization_);
    world_.PutOrganization(organization_);
    Both("organization", true, true);
  }

  void Both(const std::string& operation, bool wanted, bool given) {
    SCOPED_TRACE(operation);
    ASSERT_EQ(wanted, given);
    ASSERT_TRUE(given || world_.changes() == 0) << "was refused, and changed something";
    for (int account = 0; account < kAccounts; ++account) {
      ASSERT_EQ(model_.View(account), world_.View(account)) << "account " << account;
    }
    world_.ExpectBothSides();
    for (int a = 0; a < kAccounts; ++a) {
      for (int m = 0; m < kAccounts; ++m) {
        const std::string status = model_.Status(a, m);
        std::string& before = before_[{a, m}];
        if (before.empty()) before = "-";
        EXPECT_TRUE(status == before || IsAllowed(operation, before, status, &seen_)) << before << " -> " << status;
        before = status;
      }
    }
    // Now and then everything goes out and comes in again.
    if (++steps_ % 50 != 0) return;
    const std::string exported = world_.Exported();
    world_.Replace(exported);
    ASSERT_EQ(exported, world_.Exported());
  }

  template <class Request>
  static Request Id(int account) {
    Request request;
    request.id = Account(account);
    return request;
  }
  template <class Request>
  static Request Accounts(int account) {
    Request request;
    request.accountIds = {Account(account)};
    return request;
  }
  static model::MacieStatus StatusOf(bool paused) {
    return paused ? model::MacieStatus::PAUSED : model::MacieStatus::ENABLED;
  }
  template <class Response>
  static bool Processed(const wire::Outcome<Response>& result) {
    return result.ok() && result->unprocessedAccounts->empty();
  }

  std::mt19937_64 random_;
  Seen& seen_;
  World world_;
  RelationsModel model_{kAccounts};
  std::map<int, std::string> organization_;
  std::map<std::pair<int, int>, std::string> before_;
  int steps_ = 0;
};

TEST(RelationsTest, RandomSequencesFromAllSides) {
  Seen seen{};
  for (std::uint64_t seed = 1; seed <= 40 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Play play(seed, &seen);
    for (int step = 0; step < 200 && !HasFailure(); ++step) play.Step();
    play.PutBack(50);
  }
  for (std::size_t i = 0; i < kAllowed.size(); ++i) {
    EXPECT_GT(seen[i], 0) << kAllowed[i].operation << ", " << kAllowed[i].from << " -> " << kAllowed[i].to;
  }
}

}  // namespace
}  // namespace macie_local::service
