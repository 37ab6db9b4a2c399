# Runs the usage examples in a fresh folder and compares what they print.
file(REMOVE_RECURSE ${FOLDER})
execute_process(COMMAND ${PROGRAM} ${FOLDER} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
set(expected "Debt balance: $4800.00\nTotal Debt: $4800.00\nActive Debts: 1\nTotal Paid: $200.00\n")
if(NOT printed STREQUAL expected)
  message(FATAL_ERROR "expected:\n${expected}printed:\n${printed}")
endif()
