### Le journal des consultations : qui a lu quoi de la personne.

access-title = Qui a lu quoi à votre sujet
access-intro = Cette page montre quand une autre personne a vu quelque chose de vous que nous gardons sous clé. Nous montrons le rôle et l’équipe ou l’organisation, pas le nom de la personne. Si vous ne comprenez pas pourquoi, demandez-le à l’équipe de votre quartier.
access-nobody = Personne n’a encore rien lu à votre sujet.
access-day = Jour
access-who = Qui
access-what = Quoi
access-why = Pourquoi
access-more = Plus tôt
access-part-name = votre nom
access-part-contact = comment vous joindre
access-part-place = le lieu de l’aide
access-part-texts = ce que vous avez dit, ou ce qui a été noté pour vous
access-part-facts = des données comme votre année de naissance, vos langues ou des horaires
access-purpose-knowPerson = Pour savoir qui vous êtes et de quel quartier
access-purpose-handleRequest = Pour examiner votre demande
access-purpose-findHelper = Pour trouver quelqu’un qui peut aider
access-purpose-agreedHelp = Pour vous entraider, comme vous l’avez tous deux accepté
access-purpose-referral = Pour transmettre votre demande à une organisation, et vous y aider
access-purpose-safeguarding = Pour examiner une inquiétude au sujet de la sécurité
access-role-anyone = Une personne non connectée
access-role-resident = Le voisin ou la voisine avec qui vous êtes en contact
access-role-buurtwerker = Un travailleur de quartier
access-role-careProvider = Une personne d’une organisation
access-role-software = Le logiciel d’une organisation
access-role-coordinator = Un coordinateur ou une coordinatrice
access-role-administrator = Un administrateur
access-role-system = Le système lui-même

export-visit = Une visite avec Buurtnet
