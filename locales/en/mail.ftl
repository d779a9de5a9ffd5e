### The mails of Buurtnet. They name no person, no place and no health. The link comes under the text.

mail-greeting =
    Warm regards,
    Buurtnet

mail-verify-address-subject = Please confirm your e-mail address
mail-verify-address-body =
    Hello,

    We are glad that you are joining Buurtnet. The link below confirms that this e-mail address is yours.

    The link works for a short time only. If it no longer works, simply sign up again. If you did not sign up, there is nothing you need to do.

mail-address-known-subject = You already have a Buurtnet account
mail-address-known-body =
    Hello,

    Somebody tried to sign up with this e-mail address, but you already have an account with it.

    Was it you? Then simply sign in with the link below; you can also ask for a new password there. Was it not you? Then there is nothing you need to do; nothing has changed.

mail-reset-password-subject = Choose a new password
mail-reset-password-body =
    Hello,

    A new password was asked for your account. You can choose it with the link below.

    The link works for a short time and only once. If it no longer works, feel free to ask for another. If you did not ask for this, there is nothing you need to do; your password stays the same.

mail-password-changed-subject = Your password has changed
mail-password-changed-body =
    Hello,

    The password of your account has changed. To keep you safe, you have been signed out on all your devices.

    Was it you? Then you can sign in again with the link below. Was it not you? Then please ask for a new password right away and tell a community worker.

mail-session-replayed-subject = We signed you out to keep you safe
mail-session-replayed-body =
    Hello,

    We noticed something unusual about your sign-in on one device. To be on the safe side, we signed you out there.

    You can sign in again with the link below. If you think somebody else may be using your account, please choose a new password; a community worker will gladly help you.

mail-request-approved-subject = Good news about your request
mail-request-approved-body =
    Hello,

    A community worker has read and approved your request. We are now looking for somebody who can help. You will hear from us as soon as there is news.

    The link below takes you to your request.

mail-information-asked-subject = We have one more question for you
mail-information-asked-body =
    Hello,

    A community worker has read your request and would like to know a little more, so that we can help well.

    You can answer in your own time with the link below. If you would rather talk, you can also speak to a community worker.

mail-request-rejected-subject = News about your request
mail-request-rejected-body =
    Hello,

    A community worker has looked at your request. We cannot take it further in Buurtnet. It is good that you asked.

    The link below tells you the reason. A community worker will gladly look for another way together with you.

mail-still-needed-subject = Is help still needed?
mail-still-needed-body =
    Hello,

    You asked for help a while ago. We would like to know whether help is still needed.

    Yes? Then the link below tells us so with one click. You can also say so in the app, or to a community worker.

    Is it no longer needed? Then there is nothing you need to do: your request ends by itself. If you would rather talk to somebody, a community worker will gladly call you.

mail-request-silent-subject = Somebody has not answered for a while
mail-request-silent-body =
    Hello,

    Somebody asked for help, nobody has helped yet, and there is no answer to the question whether help is still needed.

    Would you look, and perhaps ring or call by? Without a word the request ends in a week. The link below takes you to it.

mail-first-look-late-subject = A request for help is waiting
mail-first-look-late-body =
    Hello,

    A request for help has waited longer for a first look than it should, and now it is your turn to look.

    Will you have a look? The link below shows the request. If you cannot now, speak to somebody of the team: otherwise it goes a step further by itself.

mail-nobody-looks-subject = Something is waiting and nobody of the team looks
mail-nobody-looks-body =
    Hello,

    In a neighbourhood something has waited longer than it should, and nobody of the team has looked or can look.

    Will you see to it that somebody looks? The link below shows where it is.

mail-request-expired-subject = Your request has ended
mail-request-expired-body =
    Hello,

    We have not heard from you for a while, so your request has ended.

    Is help still needed? Then you can take your request up again within 30 days with the link below. A community worker will gladly do this with you.

mail-offer-approved-subject = Thank you, your offer is ready
mail-offer-approved-body =
    Hello,

    How good that you want to help. A community worker has approved your offer. You will hear from us when there is a request that suits you. Each time, you choose whether to say yes.

    With the link below you can see or change your offer.

mail-offer-rejected-subject = News about your offer
mail-offer-rejected-body =
    Hello,

    Thank you for wanting to help. A community worker has looked at your offer. In this form we cannot use it for now.

    The link below tells you the reason. A community worker will gladly look with you at what is possible.

mail-match-proposed-subject = A suggestion for you
mail-match-proposed-body =
    Hello,

    We suggest bringing two people in touch, and you are one of them. Take your time to choose. Names and contact details are shared only when you have both said yes. You can always say no.

    The link below shows you the suggestion.

mail-match-agreed-subject = You have both said yes
mail-match-agreed-body =
    Hello,

    Good news: you have both said yes. Now you can choose a moment together.

    The link below shows you how to reach the other person. If you have a question or a doubt, a community worker will gladly help you.

mail-match-off-subject = News about a suggestion or an arrangement
mail-match-off-body =
    Hello,

    A suggestion or an arrangement is not going ahead or has stopped. There can be many reasons, and it says nothing about you.

    The link below shows you how things stand. Would you like to talk about it, or look further together? A community worker will gladly do so with you.

mail-bond-changed-subject = News about your regular contact
mail-bond-changed-body =
    Hello,

    Something has changed in your regular contact: it is paused, it goes on, or somebody else is asked for a while. The link below shows you how things stand.

mail-check-in-subject = How is it going between you two?
mail-check-in-body =
    Hello,

    You have been seeing each other for a while. How is it going? Let us know with the link below. Only the community workers read your answer.

mail-go-on-subject = Would you like to go on with somebody else?
mail-go-on-body =
    Hello,

    Your regular contact has come to an end. Would you like to go on with somebody else? The link below shows you how your request stands. If you no longer need anybody, you can take it back there; if it has ended, you can take it up again within 30 days. A community worker will gladly do this with you.

mail-visit-planned-subject = A visit is planned
mail-visit-planned-body =
    Hello,

    A visit is planned. The link below shows you when. If it does not suit you, you can call it off there.

mail-visit-off-subject = A visit is not going ahead
mail-visit-off-body =
    Hello,

    A planned visit is not going ahead. The link below shows you which one. If you still need somebody at that time, a community worker will gladly help you.

mail-visit-unreported-subject = How did the visit go?
mail-visit-unreported-body =
    Hello,

    A visit was planned, and nobody has told us yet how it went. Would you let us know with the link below? Then we know that all is well.

mail-cover-wanted-subject = A helper cannot come
mail-cover-wanted-body =
    Hello,

    A helper cannot come, and nobody has agreed yet to come instead. Would you look for somebody? The link below shows you what is asked.

mail-nobody-opened-subject = Nobody opened to a helper
mail-nobody-opened-body =
    Hello,

    A helper came, and nobody opened. Would you look today whether all is well? The link below shows you which visit. Please tell us there as soon as you have reached the person.

mail-confirm-old-address-subject = Should referrals go to another address?
mail-confirm-old-address-body =
    Hello,

    Somebody of your organisation asked that referrals go to another address from now on.

    The link below shows which one, and lets you confirm. It counts once both mailboxes have confirmed it. Was it nobody of yours? Then do nothing, and tell the community workers.

mail-confirm-new-address-subject = Should referrals come to this address?
mail-confirm-new-address-body =
    Hello,

    An organisation asked that its referrals go to this address from now on.

    The link below shows which one, and lets you confirm. It counts once the mailbox used until now has confirmed it too.

mail-link-code-subject = Your code for a referral
mail-link-code-body =
    Hello,

    Somebody asked for the code of a referral that was sent to your organisation. Type it on the page behind the link. It works for 15 minutes.

    Was it nobody of your organisation? Then there is nothing you need to do: without this code nobody reads anything.

mail-referral-received-subject = A referral awaits your answer
mail-referral-received-body =
    Dear Sir or Madam,

    A referral has been sent to your organisation through Buurtnet. To protect privacy, this message holds no details of the request.

    With the link below you can read the referral, ask a question, accept it, or decline it with a reason. A prompt answer helps the person concerned most. Thank you for your cooperation.

mail-referral-reminder-subject = A referral still awaits a word from you
mail-referral-reminder-body =
    Hello,

    A referral has been waiting for a word from you for a while. A word helps us to help the person it is about, also when it is a no.

    The link below takes you to the referral.

mail-concern-waits-subject = A concern is waiting
mail-concern-waits-body =
    Hello,

    A concern was raised in your neighbourhood, and it is your turn to look. The link below takes you to it.

    If you cannot now, speak to somebody of the team: otherwise it goes a step further by itself.

mail-override-to-read-subject = A referral without consent waits for a second reader
mail-override-to-read-body =
    Hello,

    A referral was sent without consent, because somebody’s life or health seemed to be in danger.

    Please read why, within 72 hours of its sending. If you agree, say so; if you do not, the referral stops at once. The link below takes you to it.

mail-backend-service-registered-subject = Software of your organisation can sign in by itself
mail-backend-service-registered-body =
    Hello,

    Software of your organisation can read and answer referrals by itself from now on, without anybody signing in.

    The link below shows which software it is and what it may do. If nobody of your organisation asked for this, sign in, take it away, and tell us.

mail-backend-service-rekeyed-subject = The keys of your software were changed
mail-backend-service-rekeyed-body =
    Hello,

    The keys with which the software of your organisation signs in were changed. The ones before them that are gone count no more.

    The link below shows the software and its keys. If nobody of your organisation changed them, sign in, take the software away, and tell us.

mail-webhook-disabled-subject = A webhook of yours is not called any more
mail-webhook-disabled-body =
    Hello,

    The software of your organisation did not take what we told it about referrals, so we have stopped calling its webhook.

    The link below leads to the webhook. Have it mended, then enable it, and send again what it missed. Until then the referrals themselves are where they always were.

mail-subscription-failed-subject = The FHIR software of your organisation is not notified any more
mail-subscription-failed-body =
    Hello,

    The FHIR software of your organisation did not take what we told it about referrals, so we have stopped calling it.

    The link below is the subscription. Have the software mended, then ask for the subscription again (status requested): it goes on with the first thing that was missed. Until then the referrals themselves are where they always were.

mail-request-refused-again-subject = A request has been refused again
mail-request-refused-again-body =
    Hello,

    For one request, organisations have now said twice that they cannot help.

    Would you look with the team at what can be done? The link below takes you to the request.

mail-referral-changed-subject = News about a referral
mail-referral-changed-body =
    Hello,

    There is news about a referral to an organisation.

    The link below shows you how things stand and whether something is asked of you. If you have a question, the neighbourhood team is there for you.

mail-vetting-lapses-subject = A check should be renewed
mail-vetting-lapses-body =
    Hello,

    Something that we looked at together when you became a helper must be renewed soon, so that you can go on with all the help you offer.

    Nothing changes for whom you help now. The link below shows until when it counts; a community worker will gladly renew it with you.

mail-consent-recorded-subject = You said yes to something, as the team wrote down
mail-consent-recorded-body =
    Hello,

    The neighbourhood team wrote down that you, or somebody who may answer for you, said yes to sharing something or showing it.

    Was that so? Then there is nothing you need to do.

    Was it not so, or have you changed your mind? The link below takes the yes back with one click, and what rests on it stops at once. You can also tell the team.

mail-consent-lapses-subject = Something you said yes to ends soon
mail-consent-lapses-body =
    Hello,

    You once said yes to something for a time. That time is over in two weeks.

    The link below shows what it was. If you would like it to go on, say yes again, in the app or with a community worker. If not, you need do nothing.

mail-consent-lapsed-subject = A yes has ended
mail-consent-lapsed-body =
    Hello,

    A yes that was given for a time has ended. What rested on it stops, and nothing more is shared because of it.

    The link below shows what it was. A yes can be given again at any time.

mail-still-here-subject = Would you like to stay with Buurtnet?
mail-still-here-body =
    Hello,

    It has been about three years since we last saw you on Buurtnet. Would you like to stay? Then simply sign in within 30 days with the link below.

    If we do not see you, we will erase everything we keep of you. That cannot be undone. You are always welcome to sign up again.

mail-export-ready-subject = Your data are ready to be fetched
mail-export-ready-body =
    Hello,

    You asked for a copy of what Buurtnet keeps of you. It is ready: sign in with the link below to fetch it. It stays there for a week.

    If you did not ask for this, please choose a new password and tell the team of your neighbourhood.

mail-proxy-named-subject = Somebody may act for somebody else from now on
mail-proxy-named-body =
    Hello,

    You told us, or the neighbourhood team wrote it down with you, that one of you may act for the other on Buurtnet.

    The link below shows for whom, how far and until when. You can end it there at any time, or with a word to the team.

mail-proxy-ended-subject = Acting for somebody else has come to an end
mail-proxy-ended-body =
    Hello,

    Until now one of you could act for the other on Buurtnet. That has come to an end.

    The link below shows what it was about. If it should go on, the neighbourhood team will gladly arrange it with you.

mail-trial-subject = Test mail from Buurtnet
mail-trial-body = This mail comes from Buurtnet itself, to see whether mail arrives. It does: you are reading it.
