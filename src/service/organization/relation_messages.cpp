#include "service/organization/relation_messages.h"

#include <string>

#include "base/text.h"
#include "model/errors.h"
#include "service/core/messages.h"

namespace macie_local::service {

base::ApiError NotYourMember(std::string_view account) {
  return RequestFailed("the specified account is not associated with your account: " + base::Quote(account));
}

base::ApiError NotAssociated(std::string_view account, std::string_view administrator) {
  return RequestFailed("the account " + base::Quote(account) + " is not an associated member of account " +
                       base::Quote(administrator));
}

base::ApiError MembersAreAssociated() {
  return {&model::kConflictException, "The request failed because member accounts are associated with your account."};
}

base::ApiError StillAssociated(std::string_view account) {
  return {&model::kConflictException, "The request failed because the member account " + base::Quote(account) +
                                          " must be disassociated before it can be deleted."};
}

base::ApiError DisableAsMember() {
  return {&model::kConflictException, "Cannot disable Macie while associated with an administrator account"};
}

base::ApiError NoAdministrator() {
  return {&model::kResourceNotFoundException,
          "The request failed because there isn't a delegated Macie administrator for your account"};
}

base::ApiError NoPendingInvitation() {
  return {&model::kValidationException,
          "The request is rejected because the current account has no pending invitation from the given master account "
          "ID or is already an associated member of another master account."};
}

base::ApiError AdministratorExists() {
  return {&model::kConflictException,
          "The request failed because an account is already enabled as the Macie delegated administrator for the "
          "organization"};
}

base::ApiError NotOrganizationAdministrator() {
  return {&model::kAccessDeniedException,
          "The request failed because you must be the Macie administrator for an organization to perform this "
          "operation."};
}

base::ApiError NotManagementAccount() {
  return {&model::kAccessDeniedException,
          "The request failed because you must be the management account of an organization to perform this "
          "operation."};
}

base::ApiError MemberCantAdminister() {
  return RequestFailed("your account has a Macie administrator account and can't have members of its own");
}

base::ApiError AdministratorCantBeMember() {
  return RequestFailed("your account is the Macie administrator of other accounts and can't become a member");
}

base::ApiError OrganizationDecides() {
  return {&model::kAccessDeniedException,
          "The request failed because your account is a member through AWS Organizations: only its Macie administrator "
          "can end that."};
}

base::ApiError SuspendAsOrganizationMember() {
  return {&model::kConflictException,
          "The request failed because your account is a member through AWS Organizations: only its Macie administrator "
          "can suspend Macie."};
}

base::ApiError OnlyTheMemberResumes(std::string_view member) {
  return {&model::kAccessDeniedException, "The request failed because the account " + base::Quote(member) +
                                              " is a member by invitation: only the account itself can enable Macie "
                                              "again."};
}

}  // namespace macie_local::service
