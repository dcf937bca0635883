#include "service/organization/relation_messages.h"

#include <string>

#include "base/text.h"
#include "model/errors.h"
#include "service/core/messages.h"

namespace macie_local::service {

wire::Refusal NotYourMember(std::string_view account) {
  return RequestFailed("the specified account is not associated with your account: " + base::Quote(account));
}

wire::Refusal NotAssociated(std::string_view account, std::string_view administrator) {
  return RequestFailed("the account " + base::Quote(account) + " is not an associated member of account " +
                       base::Quote(administrator));
}

wire::Refusal MembersAreAssociated() {
  return {model::kConflictException, "The request failed because member accounts are associated with your account."};
}

wire::Refusal StillAssociated(std::string_view account) {
  return {model::kConflictException, "The request failed because the member account " + base::Quote(account) +
                                         " must be disassociated before it can be deleted."};
}

wire::Refusal DisableAsMember() {
  return {model::kConflictException, "Cannot disable Macie while associated with an administrator account"};
}

wire::Refusal NoAdministrator() {
  return {model::kResourceNotFoundException,
          "The request failed because there isn't a delegated Macie administrator for your account"};
}

wire::Refusal NoPendingInvitation() {
  return {model::kValidationException,
          "The request is rejected because the current account has no pending invitation from the given master account "
          "ID or is already an associated member of another master account."};
}

wire::Refusal AdministratorExists() {
  return {model::kConflictException,
          "The request failed because an account is already enabled as the Macie delegated administrator for the "
          "organization"};
}

wire::Refusal NotOrganizationAdministrator() {
  return {model::kAccessDeniedException,
          "The request failed because you must be the Macie administrator for an organization to perform this "
          "operation."};
}

wire::Refusal NotManagementAccount() {
  return {model::kAccessDeniedException,
          "The request failed because you must be the management account of an organization to perform this "
          "operation."};
}

wire::Refusal MemberCantAdminister() {
  return RequestFailed("your account has a Macie administrator account and can't have members of its own");
}

wire::Refusal AdministratorCantBeMember() {
  return RequestFailed("your account is the Macie administrator of other accounts and can't become a member");
}

wire::Refusal OrganizationDecides() {
  return {model::kAccessDeniedException,
          "The request failed because your account is a member through AWS Organizations: only its Macie administrator "
          "can end that."};
}

wire::Refusal SuspendAsOrganizationMember() {
  return {model::kConflictException,
          "The request failed because your account is a member through AWS Organizations: only its Macie administrator "
          "can suspend Macie."};
}

wire::Refusal OnlyTheMemberResumes(std::string_view member) {
  return {model::kAccessDeniedException, "The request failed because the account " + base::Quote(member) +
                                             " is a member by invitation: only the account itself can enable Macie "
                                             "again."};
}

}  // namespace macie_local::service
