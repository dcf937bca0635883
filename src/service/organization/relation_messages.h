// The sentences about members, invitations and organizations. Those marked [W] are matched by clients, as a whole or in
// the part that the comment quotes (behaviour 1.2 and 15.3).
#pragma once

#include <string_view>

#include "base/error.h"

namespace macie_local::service {

// 400 "account is not associated with your account" [W].
base::ApiError NotYourMember(std::string_view account);
// 400 "not an associated member of account" [W].
base::ApiError NotAssociated(std::string_view account, std::string_view administrator);
// 409 "member accounts are associated with your account" [W]: of an administrator that would disable Macie.
base::ApiError MembersAreAssociated();
// 409: of a member that would be deleted. Clients read "already gone" in the text above, and in "account is not
// associated with your account": this one has neither [W].
base::ApiError StillAssociated(std::string_view account);
// 409 "Cannot disable Macie while associated with an administrator account" [W].
base::ApiError DisableAsMember();
// 404; the text that one client matches today in the class that others catch (behaviour 15.3 [I]).
base::ApiError NoAdministrator();
// 400, the whole text [W].
base::ApiError NoPendingInvitation();
// 409, the whole text [W].
base::ApiError AdministratorExists();
// 403 "you must be the Macie administrator for an organization" [W].
base::ApiError NotOrganizationAdministrator();

// Our own words, with the class that behaviour 15.3 recommends.
base::ApiError NotManagementAccount();                         // 403 [I]
base::ApiError MemberCantAdminister();                         // 400 [I]
base::ApiError AdministratorCantBeMember();                    // 400 [I]
base::ApiError OrganizationDecides();                          // 403 [I]
base::ApiError SuspendAsOrganizationMember();                  // 409 [I]
base::ApiError OnlyTheMemberResumes(std::string_view member);  // 403 [I]

}  // namespace macie_local::service
