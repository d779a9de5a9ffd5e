### The console: what waits for a look.

console-queue-empty = Nothing is waiting. Well done!
console-queue-request = { $what }, { $when }
console-queue-returned = { $what }: back from a service, call first
console-queue-offer = Wants to help: { $what }
console-queue-held = in the hands of { $name }
console-queue-mine = you
console-queue-news = { $number } new.
console-queue-show = Show
console-urgency-today = today
console-urgency-thisWeek = this week
console-urgency-flexible = not urgent
console-channel-app = by the app
console-channel-phone = by phone
console-channel-desk = at the desk
console-channel-homeVisit = at a home visit
console-channel-paper = on paper
console-tabs = Lists
console-tab-todo = To do
console-tab-empty = Nothing is here now.
console-tab-open = Looks for a helper
console-tab-matched = Runs
console-tab-needsInformation = Waits for an answer
console-tab-held = Put aside
console-tab-active = Counts
console-tab-paused = Away for a while
