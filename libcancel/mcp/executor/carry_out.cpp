#include "executor/carry_out.hpp"

#include <exception>
#include <utility>

namespace cancel::mcp {

namespace {

OperationEnd left_by_exception() {
  OperationEnd end{.state = OperationState::failed};
  try {
    throw;
  } catch (const Cancelled& cancelled) {
    end.state = OperationState::cancelled;
    end.cancellation = cancelled.why();
  } catch (const FailedWith& failed) {
    end.error = failed.what();
    end.result = failed.result();
  } catch (const McpError& error) {
    end.error = error.what();
    end.mcp_error = error;
  } catch (const std::exception& error) {
    end.error = error.what();
  } catch (...) {
    end.error = "an exception of unknown type";
  }
  return end;
}

}  // namespace

OperationEnd carry_out(const Executor::Task& work, RunningOperation& operation) {
  const CancellationToken token = operation.token();
  OperationEnd end;
  try {
    token.throw_if_cancelled();
    end.result = work(operation);
    return end;
  } catch (...) {
    end = left_by_exception();
  }
  if (token.has_reached(Stage::requested)) {
    end.state = OperationState::cancelled;
    end.cancellation = token.cancellation();  // the first word, whatever the exception says
    end.result.reset();
    end.mcp_error.reset();
  }
  return end;
}

Outcome outcome_of(const OperationEnd& end) {
  switch (end.state) {
    case OperationState::completed:
      return Outcome::succeeded;
    case OperationState::cancelled:
      return Outcome::stopped;
    case OperationState::running:
    case OperationState::failed:
      break;
  }
  return Outcome::failed;
}

}  // namespace cancel::mcp
