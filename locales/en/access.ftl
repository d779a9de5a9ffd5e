### The access log: what somebody reads of who looked at what of them.

access-title = Who read what of you
access-intro = This page shows when somebody else saw something of you that we keep under lock. We show the role and the team or the organisation, not the name of the person who looked. If you do not understand why, please ask the team of your neighbourhood.
access-nobody = Nobody has read anything of you yet.
access-day = Day
access-who = Who
access-what = What
access-why = What for
access-more = Earlier
access-part-name = your name
access-part-contact = how to reach you
access-part-place = where help is needed
access-part-texts = what you said, or what was noted for you
access-part-facts = facts, such as your year of birth, languages or times
access-purpose-knowPerson = To know who you are and where you belong
access-purpose-handleRequest = To look at your request
access-purpose-findHelper = To find somebody who can help
access-purpose-agreedHelp = To help each other, as you both agreed
access-purpose-referral = To pass your request on to an organisation, and to help you there
access-purpose-safeguarding = To look into a worry about safety
access-role-anyone = Somebody who did not sign in
access-role-resident = The neighbour you were brought together with
access-role-buurtwerker = A community worker
access-role-careProvider = Somebody of an organisation
access-role-software = The software of an organisation
access-role-coordinator = A coordinator
access-role-administrator = An administrator
access-role-system = The system itself

export-visit = A visit with Buurtnet
