### What happened to a referral, as a resident reads it.

referral-step-prepared = A community worker has prepared the referral. It has not been sent yet.
referral-step-discarded = The prepared referral was not sent and was put away.
referral-step-sent = The referral was sent to the organisation.
referral-step-asked = The organisation asked the neighbourhood team something.
referral-step-replied = The neighbourhood team answered the organisation.
referral-step-accepted = The organisation has taken it on.
referral-step-rejected = The organisation cannot help with this.
referral-step-waitListed = There is a waiting list. The organisation said from when it expects to help.
referral-step-planned = The organisation has planned an appointment.
referral-step-noShow = There was an appointment, but the organisation found nobody there.
referral-step-started = The help has begun.
referral-step-held = The help is interrupted for a while.
referral-step-resumed = The help goes on.
referral-step-completed = The help has come to its end.
referral-step-failed = The organisation did not manage to help.
referral-step-cancelled = The referral was stopped.
referral-step-reminded = The organisation was reminded that we are waiting for a word.
referral-step-handedBack = The organisation hands the request back to the neighbourhood, with a yes of the person it is about.
referral-step-rerouted = The neighbourhood team looks for help from another service.
referral-step-retracted = The neighbourhood team took the referral back: it should not have been sent. The organisation sees nothing of what was shared any more.
referral-step-overrideApproved = A second community worker looked at why this was sent without consent, and agreed.
referral-step-overrideRefused = A second community worker did not agree that this was sent without consent. The referral was stopped.
referral-step-overrideUnread = Nobody looked in time at why this was sent without consent.
