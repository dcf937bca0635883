// What automated discovery of a member does when its membership begins and ends (handbook 2, section 12): it is its
// administrator's to switch.
#pragma once

#include "store/transaction.h"

namespace macie_local::service {

// On, when the administrator has it on, for its members as they come (ALL, NEW).
void JoinDiscovery(store::Transaction& transaction, const store::PartitionKey& administrator,
                   const store::PartitionKey& member);

// Off. Documented for an organization that loses its administrator; for every other end of a membership [I].
void LeaveDiscovery(store::Transaction& transaction, const store::PartitionKey& member);

}  // namespace macie_local::service
