### The console: the batch of all open requests.

console-batch-title = The batch
console-batch-what = For all open requests of your neighbourhoods together: who suits what best? Nothing is proposed until you do it.
console-batch-make = Look for all open requests
console-batch-preparing = It is being looked for. You can leave this page and come back later.
console-batch-look-again = See whether it is ready
console-batch-made = Made on { $at }. It is gone after a day.
console-batch-make-anew = Look again
console-batch-none = There is nobody to propose right now.
console-done-batch-make = It is being looked for.
console-batch-see = Batch of all open requests
