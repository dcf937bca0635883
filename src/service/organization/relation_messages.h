// Refusals of what is asked about members, invitations and organizations. Clients match those marked [W], as a whole or
// in the part that the comment quotes (behaviour 1.2 and 15.3).
#pragma once

#include <string_view>

#include "wire/refusal.h"

namespace macie_local::service {

// Refuses with 400 "account is not associated with your account" [W].
wire::Refusal NotYourMember(std::string_view account);
// Refuses with 400 "not an associated member of account" [W].
wire::Refusal NotAssociated(std::string_view account, std::string_view administrator);
// Refuses an administrator that would disable Macie, with 409 "member accounts are associated with your account" [W].
wire::Refusal MembersAreAssociated();
// Refuses to delete a member, with 409. Clients take "member accounts are associated with your account" and "account is
// not associated with your account" to mean that it is gone already, so the text has neither [W].
wire::Refusal StillAssociated(std::string_view account);
// Refuses with 409 "Cannot disable Macie while associated with an administrator account" [W].
wire::Refusal DisableAsMember();
// Refuses with 404, in the text that one client matches today and the class that others catch (behaviour 15.3 [I]).
wire::Refusal NoAdministrator();
// Refuses with 400, in AWS's whole text [W].
wire::Refusal NoPendingInvitation();
// Refuses with 409, in AWS's whole text [W].
wire::Refusal AdministratorExists();
// Refuses with 403 "you must be the Macie administrator for an organization" [W].
wire::Refusal NotOrganizationAdministrator();

// These have our own words, with the class that behaviour 15.3 recommends.
wire::Refusal NotManagementAccount();                         // 403 [I]
wire::Refusal MemberCantAdminister();                         // 400 [I]
wire::Refusal AdministratorCantBeMember();                    // 400 [I]
wire::Refusal OrganizationDecides();                          // 403 [I]
wire::Refusal SuspendAsOrganizationMember();                  // 409 [I]
wire::Refusal OnlyTheMemberResumes(std::string_view member);  // 403 [I]

}  // namespace macie_local::service
