#pragma once

namespace wasmbench::load {

/// How far a response is that arrives in pieces.
enum class ScanState { incomplete, complete, invalid };

} // namespace wasmbench::load
