// Refusals of what is asked about members, invitations and organizations. Clients match those marked [W], as a whole or
// in the part that the comment quotes (behaviour 1.2 and 15.3).
#pragma once

#include <string_view>

#include "base/error.h"

namespace macie_local::service {

// Refuses with 400 "account is not associated with your account" [W].
base::ApiError NotYourMember(std::string_view account);
// Refuses with 400 "not an associated member of account" [W].
base::ApiError NotAssociated(std::string_view account, std::string_view administrator);
// Refuses an administrator that would disable Macie, with 409 "member accounts are associated with your account" [W].
base::ApiError MembersAreAssociated();
// Refuses to delete a member, with 409. Clients take "member accounts are associated with your account" and "account is
// not associated with your account" to mean that it is gone already, so the text has neither [W].
base::ApiError StillAssociated(std::string_view account);
// Refuses with 409 "Cannot disable Macie while associated with an administrator account" [W].
base::ApiError DisableAsMember();
// Refuses with 404, in the text that one client matches today and the class that others catch (behaviour 15.3 [I]).
base::ApiError NoAdministrator();
// Refuses with 400, in AWS's whole text [W].
base::ApiError NoPendingInvitation();
// Refuses with 409, in AWS's whole text [W].
base::ApiError AdministratorExists();
// Refuses with 403 "you must be the Macie administrator for an organization" [W].
base::ApiError NotOrganizationAdministrator();

// These have our own words, with the class that behaviour 15.3 recommends.
base::ApiError NotManagementAccount();                         // 403 [I]
base::ApiError MemberCantAdminister();                         // 400 [I]
base::ApiError AdministratorCantBeMember();                    // 400 [I]
base::ApiError OrganizationDecides();                          // 403 [I]
base::ApiError SuspendAsOrganizationMember();                  // 409 [I]
base::ApiError OnlyTheMemberResumes(std::string_view member);  // 403 [I]

}  // namespace macie_local::service
