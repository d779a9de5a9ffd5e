### Droits auxquels penser : des textes à vérifier avec la personne, jamais des décisions.

right-increasedReimbursement = La mutualité rembourse-t-elle davantage (intervention majorée) ? À vérifier auprès de la mutualité en cas de faible revenu, de revenu d’intégration, de handicap ou de besoin de soins.
right-careBudget = Y a-t-il un budget de soins ? Qui a besoin de beaucoup de soins, ou est plus âgé avec un faible revenu et un besoin de soins, peut demander un montant mensuel à la caisse de soins ; à Bruxelles, à Iriscare.
right-disabilityAllowance = Y a-t-il une allocation pour personnes handicapées ? Jusqu’à l’âge de la pension, elle se demande au SPF Sécurité sociale.
right-homeCareRate = Une aide familiale ou ménagère est-elle possible à un prix selon le revenu ? Demandez-le à un service d’aide aux familles agréé ou au CPAS.
right-carerSupport = Y a-t-il un aidant proche ? Demandez à la commune et à la mutualité ce qui existe pour les aidants, comme une prime ou un moment de répit.
right-travelReduction = Les transports peuvent-ils coûter moins cher ? Pensez à la carte de réduction, à la carte gratuite d’accompagnateur, à la carte de stationnement et aux trajets pour personnes à mobilité réduite.
right-socialTariff = L’énergie, l’eau et l’internet sont-ils payés au tarif social ? Il n’est pas toujours accordé de lui-même : vérifiez les dernières factures.
right-legalAid = Un avocat gratuit ou à petit prix est-il possible (aide juridique de deuxième ligne) ? Un premier conseil est gratuit pour tout le monde dans une maison de justice.
right-interpreter = Un interprète social peut-il venir, gratuitement ou à petit prix ? Demandez-le à l’organisation où la personne se rend, ou à un service d’interprétariat social.
right-schoolAllowance = Y a-t-il une allocation scolaire avec les allocations familiales ? Elle vient souvent d’elle-même, mais pas toujours : vérifiez auprès de la caisse qui les paie.
right-childCareRate = La garde d’enfants est-elle payée selon le revenu ? Un tarif plus bas peut être demandé, aussi pour une période difficile.
right-socialWelfare = Le CPAS peut-il aider, avec de l’argent, de la nourriture, de l’énergie ou un repas moins cher ? Tout le monde peut le demander et reçoit une réponse écrite.
