### Rights to think of: texts to check together with the person, never decisions.

right-increasedReimbursement = Does the health insurance fund pay more back (increased reimbursement)? Check it with the fund when the income is low, or with a living wage, a disability or a care need.
right-careBudget = Is there a care budget? Who needs much care, or is older with a low income and needs care, can ask the care insurance fund for a monthly amount; in Brussels ask Iriscare.
right-disabilityAllowance = Is there an allowance for people with a disability? Until the pension age it can be asked from the federal service for persons with a disability.
right-homeCareRate = Is there home care or cleaning help for a price by income? Ask a recognised home care service or the public centre for social welfare.
right-carerSupport = Is there somebody who cares for them? Ask the municipality and the health insurance fund what they have for carers, such as a small allowance or a break.
right-travelReduction = Is travel cheaper? Check the reduction card for public transport, the free companion card, the parking card, and the rides of the less mobile centre.
right-socialTariff = Are energy, water and internet paid at the social price? It is not always granted by itself: check the last bills.
right-legalAid = Is a lawyer for nothing or for little possible (secondary legal aid)? A first piece of advice is free for everybody at a house of justice.
right-interpreter = Can a social interpreter come along, for nothing or for little? Ask the organisation that they go to, or the agency for integration.
right-schoolAllowance = Is there a school allowance with the family benefit? It is mostly granted by itself, but not always: check it with who pays the benefit.
right-childCareRate = Is child care paid by income? A lower rate can be asked, also for a time when life is hard.
right-socialWelfare = Can the public centre for social welfare (OCMW, CPAS) help, with money, food, energy or a meal for a lower price? Everybody may ask, and gets an answer in writing.
