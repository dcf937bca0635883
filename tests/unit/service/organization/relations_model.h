// What relations are, told a second time and simply: one table of entries, from which everything that anybody sees
// follows. For the test that plays random sequences against the service.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace macie_local::service {

// Accounts are numbers; 0 manages the organization. Every operation says whether it is taken.
class RelationsModel {
 public:
  struct Entry {
    std::string status;
    bool by_organization = false;
    int invitation = 0;
  };
  struct Invitation {
    int id = 0;
    std::string status;
  };
  enum class Session { kOff, kOn, kPaused };

  explicit RelationsModel(int accounts) : accounts_(accounts) {}

  bool CreateMember(int a, int m) {
    if (!On(a) || a == m || Boss(a)) return false;
    if (InOrganizationOf(a, m)) {
      if (IsTied(a, m) && entries_[{a, m}].by_organization) return true;
      if (!MayAssociate(a, m) || Suspended(m)) return false;
      Associate(a, m);
      return true;
    }
    entries_.try_emplace({a, m}, Entry{"Created", false, 0});
    return true;
  }
  bool DeleteMember(int a, int m) {
    if (!On(a) || !Has(a, m) || IsTied(a, m)) return false;
    Drop(a, m, "Removed");
    return true;
  }
  bool DisassociateMember(int a, int m) {
    if (!On(a) || !(IsTied(a, m) || Is(a, m, "Invited"))) return false;
    Set(a, m, "Removed");
    return true;
  }
  bool UpdateMemberSession(int a, int m, bool pause) {
    if (!On(a) || !(Is(a, m, "Enabled") || Is(a, m, "Paused"))) return false;
    if (!pause && Is(a, m, "Paused") && !entries_[{a, m}].by_organization) return false;
    SetSession(m, pause ? Session::kPaused : Session::kOn);
    return true;
  }
  // False: unprocessed.
  bool CreateInvitation(int a, int m) {
    if (!On(a) || Boss(a) || !Has(a, m) || IsTied(a, m) || InOrganizationOf(a, m)) return false;
    if (Is(a, m, "Invited")) return true;
    entries_[{a, m}] = {"Invited", false, ++last_invitation_};
    invitations_[{m, a}] = {last_invitation_, "Invited"};
    return true;
  }
  bool AcceptInvitation(int m, int a) {
    if (!On(m) || Leads(m) || Boss(m) || Boss(a)) return false;
    if (!(Is(a, m, "Invited") || Is(a, m, "Resigned")) || !Speaks(a, m)) return false;
    Set(a, m, StatusOfSession(m));
    return true;
  }
  bool DeclineInvitation(int m, int a) {
    if (!Is(a, m, "Invited")) return false;
    Drop(a, m, "Resigned");
    return true;
  }
  bool DeleteInvitation(int m, int a) {
    if (!invitations_.contains({m, a}) || Boss(m) == a) return false;
    if (Is(a, m, "Invited") || (Is(a, m, "Resigned") && Speaks(a, m))) Drop(a, m, "Resigned");
    invitations_.erase({m, a});
    return true;
  }
  bool DisassociateFromAdministrator(int m) {
    const auto a = Boss(m);
    if (!On(m) || !a || entries_[{*a, m}].by_organization) return false;
    Set(*a, m, "Resigned");
    return true;
  }
  bool EnableMacie(int m, bool paused) {
    if (On(m)) return false;
    sessions_[m] = paused ? Session::kPaused : Session::kOn;
    return true;
  }
  bool UpdateMacieSession(int m, bool pause) {
    if (!On(m)) return false;
    const auto a = Boss(m);
    if (pause && ((a && entries_[{*a, m}].by_organization) || HasTied(m))) return false;
    SetSession(m, pause ? Session::kPaused : Session::kOn);
    return true;
  }
  bool DisableMacie(int m) {
    if (!On(m) || Boss(m) || HasTied(m)) return false;
    for (int other = 0; other < accounts_; ++other) Drop(m, other, "Removed");
    sessions_[m] = Session::kOff;
    return true;
  }
  bool EnableOrganizationAdmin(int d) {
    if (delegate_ || Boss(d) || Suspended(d) || (d != 0 && !organization_.contains(d))) return false;
    delegate_ = d;
    auto_enable_ = false;
    if (!On(d)) sessions_[d] = Session::kOn;
    for (int m = 0; m < accounts_; ++m) {
      if ((Is(d, m, "Enabled") || Is(d, m, "Paused")) && InOrganizationOf(d, m)) Associate(d, m);
    }
    return true;
  }
  bool DisableOrganizationAdmin(int d) {
    if (delegate_ != d) return false;
    EndDelegation();
    return true;
  }
  bool SetAutoEnable(int d, bool on) {
    if (!On(d) || delegate_ != d) return false;
    auto_enable_ = on;
    return true;
  }
  // What the control plane is told: {account: ACTIVE or SUSPENDED}.
  void SetOrganization(const std::map<int, std::string>& accounts) {
    const auto before = std::exchange(organization_, accounts);
    if (!delegate_) return;
    const int d = *delegate_;
    if (d != 0 && !accounts.contains(d)) return EndDelegation();
    for (int m = 1; m < accounts_; ++m) {
      const bool was = before.contains(m);
      const bool is = accounts.contains(m);
      if (was && !is && IsTied(d, m) && entries_[{d, m}].by_organization) Set(d, m, "Removed");
      if (!is) continue;
      const bool active = accounts.at(m) == "ACTIVE";
      if (!was && active && auto_enable_ && On(d) && MayAssociate(d, m)) Associate(d, m);
      if (!IsTied(d, m) || !entries_[{d, m}].by_organization) continue;
      if (!active) Set(d, m, "AccountSuspended");
      if (active && Is(d, m, "AccountSuspended")) Set(d, m, StatusOfSession(m));
    }
  }

  // The account's state goes, and with it what others hold of relations that it knows of.
  void Reset(int x) {
    if (delegate_ && (x == 0 || delegate_ == x)) EndDelegation();
    if (x == 0) organization_.clear();
    for (int other = 0; other < accounts_; ++other) {
      if (IsTied(other, x) || invitations_.contains({x, other})) entries_.erase({other, x});
      if (entries_.erase({x, other}) > 0) invitations_.erase({other, x});
      invitations_.erase({x, other});
    }
    sessions_.erase(x);
  }

  std::optional<int> delegate() const { return delegate_; }

  // The status of an entry, "-" when there is none.
  std::string Status(int a, int m) const {
    const auto entry = entries_.find({a, m});
    return entry == entries_.end() ? "-" : entry->second.status;
  }
  // What the account sees: its session, its administrator, its members, its invitations.
  std::string View(int account) const {
    std::string view = On(account) ? (sessions_.at(account) == Session::kOn ? "on" : "paused") : "off";
    int open = 0;
    for (int m = 0; On(account) && m < accounts_; ++m) {
      if (Has(account, m)) view += " member " + std::to_string(m) + "=" + Status(account, m);
    }
    for (const auto& [key, invitation] : invitations_) {
      if (key.first != account) continue;
      view += " invited " + std::to_string(key.second) + "=" + invitation.status;
      if (Boss(account) != key.second) ++open;
    }
    view += " open " + std::to_string(open);
    if (const auto a = Boss(account); a && On(account)) {
      view += " administrator " + std::to_string(*a) + "=" + Status(*a, account);
    }
    if (account == 0 && delegate_) view += " delegate " + std::to_string(*delegate_);
    return view;
  }

 private:
  bool On(int m) const { return sessions_.contains(m) && sessions_.at(m) != Session::kOff; }
  bool Has(int a, int m) const { return entries_.contains({a, m}); }
  bool Is(int a, int m, const std::string& status) const { return Status(a, m) == status; }
  bool IsTied(int a, int m) const { return Is(a, m, "Enabled") || Is(a, m, "Paused") || Is(a, m, "AccountSuspended"); }
  bool HasTied(int a) const {
    for (int m = 0; m < accounts_; ++m) {
      if (IsTied(a, m)) return true;
    }
    return false;
  }
  std::optional<int> Boss(int m) const {
    for (int a = 0; a < accounts_; ++a) {
      if (IsTied(a, m)) return a;
    }
    return std::nullopt;
  }
  bool Leads(int m) const { return HasTied(m) || delegate_ == m; }
  bool InOrganizationOf(int a, int m) const { return delegate_ == a && (m == 0 || organization_.contains(m)); }
  bool Suspended(int m) const { return organization_.contains(m) && organization_.at(m) == "SUSPENDED"; }
  bool MayAssociate(int a, int m) const { return a != m && (!Boss(m) || Boss(m) == a) && !Leads(m); }
  bool Speaks(int a, int m) const {
    const auto invitation = invitations_.find({m, a});
    return Has(a, m) && invitation != invitations_.end() && invitation->second.id == entries_.at({a, m}).invitation;
  }
  std::string StatusOfSession(int m) const {
    return sessions_.contains(m) && sessions_.at(m) == Session::kPaused ? "Paused" : "Enabled";
  }
  void Set(int a, int m, const std::string& status) {
    entries_[{a, m}].status = status;
    if (Speaks(a, m)) invitations_[{m, a}].status = status;
  }
  void Drop(int a, int m, const std::string& last) {
    if (!Has(a, m)) return;
    if (Speaks(a, m)) invitations_[{m, a}].status = last;
    entries_.erase({a, m});
  }
  void SetSession(int m, Session session) {
    sessions_[m] = session;
    const auto a = Boss(m);
    if (a && !Is(*a, m, "AccountSuspended")) Set(*a, m, StatusOfSession(m));
  }
  void Associate(int a, int m) {
    if (!On(m)) sessions_[m] = Session::kOn;
    entries_[{a, m}].by_organization = true;
    Set(a, m, StatusOfSession(m));
  }
  void EndDelegation() {
    const int d = *std::exchange(delegate_, std::nullopt);
    for (int m = 0; m < accounts_; ++m) {
      if (Has(d, m) && entries_[{d, m}].by_organization) Drop(d, m, "Removed");
    }
  }

  const int accounts_;
  std::map<std::pair<int, int>, Entry> entries_;           // by administrator and account
  std::map<std::pair<int, int>, Invitation> invitations_;  // by account and sender
  std::map<int, Session> sessions_;
  std::map<int, std::string> organization_;
  std::optional<int> delegate_;
  bool auto_enable_ = false;
  int last_invitation_ = 0;
};

}  // namespace macie_local::service
