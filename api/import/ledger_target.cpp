#include "api/import/import_target.hpp"

namespace daybook {

Result<bool> LedgerTarget::is_primary(AccountId account) const {
  BOOST_OUTCOME_TRY(const AccountRow row, ledger_.snapshot().row(account));
  return row.is_primary;
}

}  // namespace daybook
