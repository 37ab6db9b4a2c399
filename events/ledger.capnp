@0x929262e1addc2171;
# The log's format. What stands here once stands for ever: logs of every release are read by all later ones.
#
# How it may change: add fields at the end of a struct and events at the end of the union, with the next free number. Never renumber, reuse
# or retype. A new field must mean, when it is 0 or absent, what records without it meant. A change that older programs must not read past
# (they skip fields they do not know) raises `format`; an event they do not know stops them by itself.
#
# Conventions: money in minor units; rates in ten-thousandths of a percent; instants in microseconds since 1970 UTC; closed sets
# by their numbers in `events/kinds.hpp`; ids from 1; an absent text or blob is a null pointer. `personal` and `secret` are sealed groups.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("daybook::wire");

struct Record {
  format @0 :UInt16;
  # 1. Fixed in place: every program reads it before anything else.
  following @1 :UInt32;
  # How many records of the same command come after this one.
  customer @2 :UInt64;
  # The stream; 0 for the ledger's own.
  version @3 :UInt64;
  # Place on the customer's stream, from 1; 0 on the ledger's.
  actor @4 :Text;

  idempotencyKey @5 :Text;
  bodyDigest @6 :Data;
  # 16 bytes.
  note @7 :Data;
  # Sealed: the reason, and the digest of a personal body.

  event :union {
    # The number of an event, for ever, is its place here, counted from 0. `Event` in event.hpp has the same order.
    ledgerOpened @8 :LedgerOpened;
    customerCreated @9 :CustomerCreated;
    customerProfileChanged @10 :CustomerProfileChanged;
    customerFrozen @11 :CustomerFrozen;
    customerUnfrozen @12 :CustomerUnfrozen;
    customerClosed @13 :CustomerClosed;
    customerReopened @14 :CustomerReopened;
    debtIssued @15 :DebtIssued;
    debtTermsChanged @16 :DebtTermsChanged;
    debtBalanceAdjusted @17 :DebtBalanceAdjusted;
    debtDefaulted @18 :DebtDefaulted;
    debtCured @19 :DebtCured;
    debtPlacedInCollection @20 :DebtPlacedInCollection;
    debtRecalled @21 :DebtRecalled;
    debtWrittenOff @22 :DebtWrittenOff;
    debtSettled @23 :DebtSettled;
    debtPaidOff @24 :DebtPaidOff;
    debtReopened @25 :DebtReopened;
    creditRefunded @26 :CreditRefunded;
    creditApplied @27 :CreditApplied;
    paymentInitiated @28 :PaymentInitiated;
    paymentCompleted @29 :PaymentCompleted;
    paymentFailed @30 :PaymentFailed;
    paymentRefunded @31 :PaymentRefunded;
    communicationLogged @32 :CommunicationLogged;
    communicationAmended @33 :CommunicationAmended;
    accountLinked @34 :AccountLinked;
    accountChanged @35 :AccountChanged;
    primaryAccountChanged @36 :PrimaryAccountChanged;
    accountDeactivated @37 :AccountDeactivated;
    accountReactivated @38 :AccountReactivated;
    customerImported @39 :CustomerImported;
    debtImported @40 :DebtImported;
    debtStatusImported @41 :DebtStatusImported;
    paymentImported @42 :PaymentImported;
    communicationImported @43 :CommunicationImported;
    accountImported @44 :AccountImported;
    tokenCreated @45 :TokenCreated;
    tokenRevoked @46 :TokenRevoked;
    dataRevealed @47 :DataRevealed;
  }

  recordedAt @48 :Int64;
  # As in its frame, so that the tree covers it; 0 in records that were written without it.
}

struct Frame {
  format @0 :UInt16;
  # 1. Fixed in place, as in Record.
  first @1 :UInt64;
  # Position of the first record.
  recordedAt @2 :Int64;
  root @3 :Data;
  # Of the tree after the last record, 32 bytes.
  records @4 :List(Data);
  # Each one a Record message of a single segment, without segment table.
}

struct ImportOrigin {
  source @0 :Text;
  externalId @1 :Int64;
  createdAt :union { none @2 :Void; value @3 :Int64; }
  updatedAt :union { none @4 :Void; value @5 :Int64; }
  bodyDigest @6 :Data;
  # 16 bytes or absent.
}

struct LedgerOpened {
  ledgerId @0 :Data;
  # 16 bytes.
  currency @1 :Text;
  digits @2 :UInt8;
  # Of the currency's minor unit when the ledger was opened: all amounts are in it, whatever ISO 4217 says later.
}

struct CustomerCreated {
  customerId @0 :UInt64;
  keyId @1 :UInt64;
  personal @2 :Data;
  secret @3 :Data;
}

struct CustomerProfileChanged {
  customerId @0 :UInt64;
  changed @1 :List(UInt8);
  personal @2 :Data;
  secret @3 :Data;
}

struct CustomerFrozen { customerId @0 :UInt64; }
struct CustomerUnfrozen { customerId @0 :UInt64; }
struct CustomerClosed { customerId @0 :UInt64; }
struct CustomerReopened { customerId @0 :UInt64; }

struct DebtIssued {
  debtId @0 :UInt64;
  customerId @1 :UInt64;
  originalAmount @2 :Int64;
  currentBalance @3 :Int64;
  issueDate @4 :Int64;
  interestRate :union { none @5 :Void; value @6 :Int32; }
  dueDate :union { none @7 :Void; value @8 :Int64; }
  minimumPayment :union { none @9 :Void; value @10 :Int64; }
  debtType @11 :Text;
  referenceNumber @12 :Text;
  personal @13 :Data;
  secret @14 :Data;
}

struct DebtTermsChanged {
  debtId @0 :UInt64;
  interestRate :union { unchanged @1 :Void; cleared @2 :Void; value @3 :Int32; }
  dueDate :union { unchanged @4 :Void; cleared @5 :Void; value @6 :Int64; }
  minimumPayment :union { unchanged @7 :Void; cleared @8 :Void; value @9 :Int64; }
  referenceNumber :union { unchanged @10 :Void; cleared @11 :Void; value @12 :Text; }
  changed @13 :List(UInt8);
  personal @14 :Data;
  secret @15 :Data;
}

struct DebtBalanceAdjusted {
  debtId @0 :UInt64;
  amount @1 :Int64;
  effectiveAt @2 :Int64;
  kind @3 :UInt8;
  fromCredit @4 :Int64;
}

struct DebtDefaulted { debtId @0 :UInt64; }
struct DebtCured { debtId @0 :UInt64; }
struct DebtPlacedInCollection { debtId @0 :UInt64; agency @1 :Text; }
struct DebtRecalled { debtId @0 :UInt64; }
struct DebtWrittenOff { debtId @0 :UInt64; amount @1 :Int64; }
struct DebtSettled { debtId @0 :UInt64; forgiven @1 :Int64; }
struct DebtPaidOff { debtId @0 :UInt64; }
struct DebtReopened { debtId @0 :UInt64; status @1 :UInt8; unforgiven @2 :Int64; }
struct CreditRefunded { debtId @0 :UInt64; amount @1 :Int64; }
struct CreditApplied { fromDebtId @0 :UInt64; toDebtId @1 :UInt64; amount @2 :Int64; }

struct PaymentInitiated {
  paymentId @0 :UInt64;
  customerId @1 :UInt64;
  debtId @2 :UInt64;
  amount @3 :Int64;
  paymentDate @4 :Int64;
  transactionId @5 :Text;
  paymentMethod @6 :Text;
  personal @7 :Data;
}

struct PaymentCompleted {
  paymentId @0 :UInt64;
  customerId @1 :UInt64;
  debtId @2 :UInt64;
  amount @3 :Int64;
  paymentDate @4 :Int64;
  applied @5 :Int64;
  credited @6 :Int64;
  transactionId @7 :Text;
  paymentMethod @8 :Text;
  personal @9 :Data;
}

struct PaymentFailed { paymentId @0 :UInt64; debtId @1 :UInt64; }

struct PaymentRefunded {
  paymentId @0 :UInt64;
  debtId @1 :UInt64;
  amount @2 :Int64;
  refundedAt @3 :Int64;
  restored @4 :Int64;
  fromCredit @5 :Int64;
  kind @6 :UInt8;
}

struct CommunicationLogged {
  communicationId @0 :UInt64;
  customerId @1 :UInt64;
  timestamp @2 :Int64;
  communicationType @3 :UInt8;
  direction @4 :UInt8;
  durationSeconds :union { none @5 :Void; value @6 :Int32; }
  outcome @7 :Text;
  agentId @8 :Text;
  personal @9 :Data;
  debtIds @10 :List(UInt64);
}

struct CommunicationAmended {
  communicationId @0 :UInt64;
  durationSeconds :union { unchanged @1 :Void; cleared @2 :Void; value @3 :Int32; }
  outcome :union { unchanged @4 :Void; cleared @5 :Void; value @6 :Text; }
  changed @7 :List(UInt8);
  personal @8 :Data;
}

struct AccountLinked {
  accountId @0 :UInt64;
  customerId @1 :UInt64;
  accountType @2 :Text;
  bankName @3 :Text;
  personal @4 :Data;
  secret @5 :Data;
}

struct AccountChanged {
  accountId @0 :UInt64;
  accountType @1 :Text;
  bankName :union { unchanged @2 :Void; cleared @3 :Void; value @4 :Text; }
  changed @5 :List(UInt8);
  personal @6 :Data;
  secret @7 :Data;
}

struct PrimaryAccountChanged { customerId @0 :UInt64; accountId @1 :UInt64; }
struct AccountDeactivated { accountId @0 :UInt64; }
struct AccountReactivated { accountId @0 :UInt64; }

struct CustomerImported {
  row @0 :CustomerCreated;
  origin @1 :ImportOrigin;
  status @2 :UInt8;
}

struct DebtImported {
  row @0 :DebtIssued;
  origin @1 :ImportOrigin;
}

struct DebtStatusImported {
  debtId @0 :UInt64;
  status @1 :UInt8;
  amount @2 :Int64;
}

struct PaymentImported {
  row @0 :PaymentInitiated;
  origin @1 :ImportOrigin;
  status @2 :UInt8;
  applied @3 :Int64;
  credited @4 :Int64;
}

struct CommunicationImported {
  row @0 :CommunicationLogged;
  origin @1 :ImportOrigin;
}

struct AccountImported {
  row @0 :AccountLinked;
  origin @1 :ImportOrigin;
  isActive @2 :Bool;
  isPrimary @3 :Bool;
}

struct TokenCreated {
  hash @0 :Data;
  # SHA-256 of the token, 32 bytes.
  role @1 :UInt8;
  name @2 :Text;
  expiresAt :union { none @3 :Void; value @4 :Int64; }
}

struct TokenRevoked {
  tokenId @0 :UInt64;
  # Position of its TokenCreated.
  hash @1 :Data;
}

struct DataRevealed {
  customerId @0 :UInt64;
  fields @1 :List(UInt8);
}
