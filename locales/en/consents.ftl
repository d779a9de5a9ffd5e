### The consent texts: what a person reads or hears before choosing. Version 1.

consent-referral =
    We would like to pass your request on to an organisation that can help you further. For this we ask your consent.

    What we share: only the details ticked here, with the reason and how urgent it is. They may say something about your health or your situation.

    With whom: only the organisation named here.

    What for: so that it can see whether it can help you, and help you.

    How long: until 30 days after the referral ends. If you withdraw your consent, the access and the referral stop at once. What the organisation has already noted itself falls under its own rules.

    You may say no. It has no consequences for the help of your neighbours.

    You can withdraw at any time, in the app or with a community worker. We keep a record of your answer. Complaints about privacy can go to the Belgian Data Protection Authority.

consent-publishRequest =
    We would like to show your request to people nearby, so that somebody can offer to help. For this we ask your consent.

    What we show: the short text that you approved and practical matters, such as the kind of help, the times, the languages and roughly how far it is. Not your name, your address or your contact details.

    To whom: residents of the area who have signed up with Buurtnet.

    What for: only to find somebody who helps.

    How long: as long as we are looking, or until you withdraw your consent. Then we stop showing it at once. What has been read cannot be taken back.

    You may say no. Your neighbours can still help you: a community worker then looks for somebody for you.

    You can withdraw at any time, in the app or with a community worker. We keep a record of your answer. Complaints about privacy can go to the Belgian Data Protection Authority.

consent-research =
    We would like to learn what caring neighbourhoods mean for people. May we use your details for this too?

    What we share: only the details ticked here. Never your name, your address, your contact details or what you wrote yourself.

    With whom: researchers who have an agreement with Buurtnet about this. A community worker can tell you who they are.

    What for: only research on caring neighbourhoods. Nobody can be recognised in the results.

    How long: until you withdraw your consent, and at most two years after your request or offer has ended.

    You may say no. It has no consequences for the help of your neighbours.

    You can withdraw at any time, in the app or with a community worker. From then on we no longer use your details for this; results that exist already remain. We keep a record of your answer. Complaints about privacy can go to the Belgian Data Protection Authority.

consent-askNeighbourhood =
    An organisation that helps you would like to ask neighbours for help for you, through Buurtnet. For this we ask your consent.

    What we share: your name, where you live and how to reach you, and the help you need, with the community workers of your neighbourhood. Neighbours see nothing until you agree to somebody.

    What the organisation gets to know: only whether the help came. Not who helps you, and not what you tell the neighbourhood.

    How long: as long as we are looking, and for the organisation until 30 days after that. If you withdraw your consent, the request stops at once and the organisation sees nothing any more.

    You may say no. It has no consequences for the help of the organisation.

    You can withdraw at any time, in the app or with a community worker. We keep a record of your answer. Complaints about privacy can go to the Belgian Data Protection Authority.
