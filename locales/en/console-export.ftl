### The console: a copy of one's own data.

console-export-title = My data
console-export-what = A copy of all that is known of you here, as a zip file.
console-export-see = Ask for the copy, or fetch it
console-export-ask = Make a copy
console-export-preparing = The copy is being made (asked for on { $since }). You can leave this page: a mail tells you when it is ready.
console-export-ready = The copy is ready. You can fetch it until { $until }.
console-export-fetch = Fetch the copy
console-export-ask-anew = Make a new copy
console-done-export-asked = The copy was asked for.
