#include "cancel/domain/errors.hpp"

namespace cancel {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::parse_error: return "ParseError";
    case ErrorCode::invalid_request: return "InvalidRequest";
    case ErrorCode::method_not_found: return "MethodNotFound";
    case ErrorCode::invalid_params: return "InvalidParams";
    case ErrorCode::internal_error: return "InternalError";
    case ErrorCode::token_not_found: return "CancellationTokenNotFound";
    case ErrorCode::operation_not_found: return "OperationNotFound";
    case ErrorCode::already_requested: return "CancellationAlreadyRequested";
    case ErrorCode::already_terminal: return "AlreadyTerminal";
    case ErrorCode::cancellation_timeout: return "CancellationTimeout";
    case ErrorCode::limit_exceeded: return "LimitExceeded";
    case ErrorCode::unauthorized: return "Unauthorized";
    case ErrorCode::storage_unavailable: return "StorageUnavailable";
    case ErrorCode::session_not_found: return "SessionNotFound";
    case ErrorCode::exists: return "TokenExists";
    case ErrorCode::token_in_use: return "TokenInUse";
    case ErrorCode::position_pruned: return "PositionPruned";
  }
  return "InternalError";
}

Error invalid_param(std::string param, std::string what) {
  Error error{ErrorCode::invalid_params, param + ": " + std::move(what)};
  error.param = std::move(param);
  return error;
}

}  // namespace cancel
