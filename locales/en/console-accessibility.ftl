### The console: the accessibility statement.

console-acc-promise = Everybody must be able to work with these pages. We follow the European standard EN 301 549 and WCAG 2.2, level AA.
console-acc-how-far = How far are we?
console-acc-how-far-text = This website largely meets the standard. What is not right yet stands below.
console-acc-what-works = What works?
console-acc-works-keyboard = You can do everything with the keyboard. Shortcuts can be switched off.
console-acc-works-scripts = The pages work without JavaScript too.
console-acc-works-zoom = On a small screen or with large letters nothing is lost.
console-acc-works-words = Nothing is said by colour alone: there is always a word.
console-acc-works-time = Were you away for too long? What you typed is kept.
console-acc-not-yet = What is not right yet?
console-acc-not-yet-text = What people write themselves can be hard to read. Documents of other services may not meet the standard.
console-acc-tested = How was this tested?
console-acc-tested-text = With each new version the pages are tested by a program and by keyboard. Whoever runs this website writes here when people have tested it.
console-acc-say = Does something not work for you?
console-acc-say-text = Tell the team of your neighbourhood. You get an answer within 14 days, or the information in another way.
console-acc-complain = Are you not satisfied?
console-acc-complain-text = Go to the ombudsman of your municipality or region.
