#include <wasmbench/core/prompt_thread.hpp>

namespace wasmbench {

PromptThread::PromptThread() noexcept = default;
PromptThread::~PromptThread() = default;

} // namespace wasmbench
