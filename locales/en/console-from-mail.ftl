### The console: to ask for a mail, and where the link of a mail leads.

console-forgotten = Forgotten your password?
console-forgotten-what = Give your e-mail address. We send you a mail with a link, where you choose a new password.
console-forgotten-do = Send me the mail
console-forgotten-then = No mail? Look among the unwanted ones, and make sure that this is the address you use with Buurtnet.
console-done-reset-sent = If this address has an account, a mail is on its way.
console-reset-title = Choose a new password
console-reset-hint = Is there something here already? Then all is well. Otherwise paste the whole link from the mail.
console-reset-do = Keep the new password
console-reset-what = The link works for a short time only, and once.
console-reset-new = Ask for a new mail
console-done-password-set = Your new password counts. Sign in with it.
console-say-no-title = Take your yes back
console-say-no-what = The team wrote down that you, or somebody who may answer for you, said yes to sharing or showing something. With this button you take that yes back, and whatever rests on it stops at once.
console-say-no-do = Take my yes back
console-say-no-then = There is nothing more to do. If you change your mind later, tell a community worker.
console-done-said-no = Your yes is taken back.
console-still-needed-title = Is help still needed?
console-still-needed-what = Some time ago you asked for help. If it is still needed, press the button. If it is not, you need not do anything: your request ends by itself.
console-still-needed-do = Yes, help is still needed
console-still-needed-then = Your request stays open. You hear from us as soon as there is news.
console-done-still-needed = Noted: help is still needed.
